package io.rookery.edge.netty;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslHandler;
import io.rookery.edge.Scheduler;
import io.rookery.edge.stream.Link;
import io.rookery.edge.tls.TlsChannel;
import io.rookery.edge.websocket.Framing;
import io.rookery.edge.websocket.OriginPolicy;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Answers HTTP before there is a WebSocket: `/ws` is upgraded, everything else refused.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    static final String PATH = "/ws";
    private static final String VERSION = WebSocketVersion.V13.toHttpHeaderValue();

    private final Kernel kernel;
    private final InetAddress address;
    private final OriginPolicy origins;
    private Scheduler.@Nullable Timer deadline;

    HttpHandler(Kernel kernel, InetAddress address, OriginPolicy origins) {
        this.kernel = kernel;
        this.address = address;
        this.origins = origins;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline =
                new LoopScheduler(ctx.executor())
                        .after(kernel.limits().times().handshake().multipliedBy(2), ctx::close);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.cancel();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST);
        } else if (!new QueryStringDecoder(request.uri()).path().equals(PATH)) {
            refuse(ctx, HttpResponseStatus.NOT_FOUND);
        } else if (!HttpMethod.GET.equals(request.method())) {
            refuse(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED);
        } else if (!request.headers()
                .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            refuse(ctx, HttpResponseStatus.UPGRADE_REQUIRED);
        } else if (!request.headers()
                .contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION, false)) {
            // RFC 6455 §4.4: what came before it had no masks.
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel())
                    .addListener(ChannelFutureListener.CLOSE);
        } else if (!origins.admits(request.headers().get(HttpHeaderNames.ORIGIN))) {
            refuse(ctx, HttpResponseStatus.FORBIDDEN);
        } else if (!asksForXmpp(request)) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST); // RFC 7395 §3.1
        } else {
            upgrade(ctx, request);
        }
    }

    private static boolean asksForXmpp(FullHttpRequest request) {
        return request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .anyMatch(value -> value.strip().equals(Framing.SUBPROTOCOL));
    }

    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        Link link =
                tls == null ? Link.PLAIN : Link.secured(new TlsChannel(tls.engine().getSession()));
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshaker13(
                        PATH,
                        Framing.SUBPROTOCOL,
                        WebSocketHandler.decoderConfig(kernel.limits().stanzaBytesBeforeLogin()));
        try {
            handshaker.handshake(ctx.channel(), request);
        } catch (WebSocketHandshakeException e) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST);
            return;
        }
        ctx.pipeline().replace(this, "xmpp", new WebSocketHandler(kernel, address, link));
    }

    private static void refuse(ChannelHandlerContext ctx, HttpResponseStatus status) {
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        }
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // nothing has been agreed yet
    }
}
