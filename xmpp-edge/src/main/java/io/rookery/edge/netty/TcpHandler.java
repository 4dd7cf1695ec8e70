package io.rookery.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.rookery.edge.handover.Way;
import io.rookery.edge.stream.Link;
import io.rookery.edge.stream.StreamInput;
import io.rookery.edge.stream.StreamState;
import io.rookery.edge.tls.TlsChannel;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.error.StreamException;
import io.rookery.xmpp.stream.StanzaParser;
import io.rookery.xmpp.stream.StreamContext;
import io.rookery.xmpp.stream.StreamFramer;
import io.rookery.xmpp.xml.Namespaces;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Feeds a TCP stream's bytes to its connection (RFC 6120 §4).
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class TcpHandler extends ChannelInboundHandlerAdapter implements Source {
    private static final byte[] SPACE = " ".getBytes(StandardCharsets.US_ASCII);

    private final Kernel kernel;
    private final InetAddress address;
    private final @Nullable TlsContexts tls;
    private final boolean direct;

    private final StreamFramer framer;
    private StanzaParser parser;
    private @Nullable StreamContext context;
    private @Nullable Connection connection;
    private @Nullable ChannelHandlerContext ctx;
    // What came while the framer still had bytes; null while empty.
    private @Nullable ArrayDeque<byte[]> backlog;
    private boolean pumping;

    /// @param tls null on a listener without TLS
    /// @param direct TLS stands before the first byte of XMPP
    TcpHandler(Kernel kernel, InetAddress address, @Nullable TlsContexts tls, boolean direct) {
        this.kernel = kernel;
        this.address = address;
        this.tls = tls;
        this.direct = direct;
        this.parser = kernel.parsers().beforeLogin();
        this.framer = new StreamFramer(kernel.limits().stanzaBytesBeforeLogin());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        StreamState first =
                direct
                        ? new StreamState.Securing(0)
                        : StreamState.AwaitingHeader.first(
                                tls == null ? Link.PLAIN : Link.STARTTLS);
        connection = new Connection(kernel, added, Wire.TCP, this, address, first);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        try {
            if (connection().isOver()) {
                return; // read to see the end, and kept by nobody
            }
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.readBytes(bytes);
            connection().alive();
            take(bytes);
        } finally {
            buffer.release();
        }
        pump();
    }

    private void take(byte[] bytes) {
        if (framer.unread() == 0 && backlog == null) {
            framer.feed(bytes, 0, bytes.length);
        } else {
            if (backlog == null) {
                backlog = new ArrayDeque<>(2);
            }
            backlog.add(bytes);
        }
    }

    @Override
    public Way way() {
        if (direct) {
            return Way.TLS;
        }
        return tls == null ? Way.CLEAR : Way.START_TLS;
    }

    @Override
    public void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (connection().isReading() && step()) {}
        } catch (StreamException e) {
            connection().fail(e.error());
        } finally {
            pumping = false;
        }
    }

    /// False when there is nothing left to look at.
    private boolean step() {
        switch (framer.next()) {
            case NEEDS_INPUT -> {
                return feedBacklog();
            }
            case STREAM_OPENED -> opened(framer.frame());
            case ELEMENT -> {
                byte[] frame = framer.frame();
                StreamContext current = Objects.requireNonNull(context);
                connection().received(parser.parse(frame, current), frame.length);
            }
            case KEEPALIVE -> {}
            case STREAM_CLOSED -> connection().input(new StreamInput.ClosedByClient());
        }
        return true;
    }

    private boolean feedBacklog() {
        byte[] next = backlog == null ? null : backlog.poll();
        if (next == null) {
            backlog = null;
            return false;
        }
        framer.feed(next, 0, next.length);
        return true;
    }

    private void opened(byte[] header) {
        StreamContext opened = StreamContext.parse(header, parser.input());
        if (!opened.contentNamespace().equals(Namespaces.CLIENT)) {
            connection()
                    .fail(
                            StreamError.of(
                                    StreamError.Condition.INVALID_NAMESPACE,
                                    "clients speak jabber:client"));
            return;
        }
        context = opened;
        connection().input(new StreamInput.Opened(opened.header()));
    }

    @Override
    public void restart(StanzaParser next) {
        parser = next;
        framer.restart();
        framer.maxFrameBytes(next.input().limits().maxFrameBytes());
    }

    @Override
    public void startTls(String domain) {
        framer.discardUnread();
        framer.restart();
        backlog = null;
        TlsContexts contexts = Objects.requireNonNull(tls);
        context()
                .pipeline()
                .addFirst(
                        new TlsUpgrade(
                                contexts,
                                domain,
                                kernel.limits().times().handshake(),
                                kernel.ports().meter()));
    }

    @Override
    public boolean ping() {
        context().writeAndFlush(Unpooled.wrappedBuffer(SPACE), context().voidPromise());
        return false; // white space is answered by TCP alone
    }

    @Override
    public void finish() {} // the socket's own end is all

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            SslHandler handler = from.pipeline().get(SslHandler.class);
            if (handshake.isSuccess() && handler != null) {
                TlsChannel channel = new TlsChannel(handler.engine().getSession());
                connection().input(new StreamInput.Secured(channel));
            } else {
                from.close();
            }
        }
        from.fireUserEventTriggered(event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        connection().writable(from.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        connection().lost();
        from.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        Trouble.at(connection(), from, cause);
    }

    private Connection connection() {
        return Objects.requireNonNull(connection);
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(ctx);
    }
}
