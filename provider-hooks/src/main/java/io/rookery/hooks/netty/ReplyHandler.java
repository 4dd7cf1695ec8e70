package io.rookery.hooks.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.rookery.hooks.endpoint.Outcome;
import io.rookery.hooks.netty.IdleConnections.Place;
import io.rookery.hooks.webhook.Transport.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Collects the answer to one request at a time on its connection. Confined to the connection's
/// event loop.
final class ReplyHandler extends SimpleChannelInboundHandler<HttpObject> {
    private final Place place;
    private final IdleConnections idle;

    private @Nullable Waiter waiter;
    private int maxBytes;
    private int status;
    private boolean interim;
    private boolean heard;
    private boolean reusable;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();

    /// Who waits for the answer.
    interface Waiter {
        /// @param reusable true when the connection may carry another request
        void replied(Exchange.Reply reply, boolean reusable);

        /// @param heard false when not a byte of an answer came
        void broken(Outcome outcome, String detail, boolean heard);
    }

    ReplyHandler(Place place, IdleConnections idle) {
        this.place = place;
        this.idle = idle;
    }

    /// The next answer is for this one. On the event loop only.
    void expect(Waiter next, int maxReplyBytes) {
        this.waiter = next;
        this.maxBytes = maxReplyBytes;
        this.status = 0;
        this.interim = false;
        this.heard = false;
        this.reusable = false;
        this.body = new ByteArrayOutputStream();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (waiter == null) {
            // Nobody asked: whatever comes next could be taken for another request's answer.
            var _ = context.close();
            return;
        }
        heard = true;
        DecoderResult decoded = part.decoderResult();
        if (decoded.isFailure()) {
            boolean tooLong = decoded.cause() instanceof TooLongFrameException;
            fail(
                    context,
                    tooLong ? Outcome.TOO_LARGE : Outcome.MALFORMED,
                    tooLong ? "headers: too long" : "answer: no HTTP/1.1 (expected: HTTP/1.1)");
            return;
        }
        if (part instanceof HttpResponse response) {
            begin(context, response);
        }
        if (waiter != null && part instanceof HttpContent content) {
            add(context, content);
        }
    }

    private void begin(ChannelHandlerContext context, HttpResponse response) {
        interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (interim) {
            return;
        }
        status = response.status().code();
        reusable =
                HttpUtil.isKeepAlive(response)
                        && (HttpUtil.isTransferEncodingChunked(response)
                                || HttpUtil.isContentLengthSet(response));
        if (HttpUtil.getContentLength(response, 0L) > maxBytes) {
            tooLarge(context);
        }
    }

    private void add(ChannelHandlerContext context, HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (interim) {
            interim = !last;
            return;
        }
        ByteBuf bytes = content.content();
        if (body.size() + bytes.readableBytes() > maxBytes) {
            tooLarge(context);
            return;
        }
        try {
            bytes.readBytes(body, bytes.readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("body: not copied (expected: no error in memory)", e);
        }
        if (last) {
            Waiter done = waiter;
            waiter = null;
            if (done != null) {
                done.replied(new Exchange.Reply(status, body.toByteArray()), reusable);
            }
        }
    }

    private void tooLarge(ChannelHandlerContext context) {
        fail(context, Outcome.TOO_LARGE, "body: too large (expected: at most " + maxBytes + ")");
    }

    private void fail(ChannelHandlerContext context, Outcome outcome, String detail) {
        Waiter broken = waiter;
        waiter = null;
        var _ = context.close();
        if (broken != null) {
            broken.broken(outcome, detail, heard);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        idle.expire(place, context.channel());
        fail(context, Outcome.DISCONNECTED, "connection: closed before the whole answer");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, Outcome.DISCONNECTED, "connection: broken before the whole answer");
    }
}
