package io.rookery.edge.netty;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgeMeter;
import io.rookery.edge.EdgeSettings.Listener;
import io.rookery.edge.websocket.OriginPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Takes a listener's new sockets in, as long as there are not too many, and puts their handlers in
/// place.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class Acceptor extends ChannelInitializer<SocketChannel> {
    private static final int MAX_REQUEST_LINE = 2048;
    private static final int MAX_HEADERS = 8192;
    private static final int MAX_CHUNK = 8192;
    private static final int MAX_BODY = 1024;

    private final Listener listener;
    private final Kernel kernel;
    private final Admission admission;
    private final OriginPolicy origins;
    private final @Nullable TlsContexts tls;

    /// @param tls null on a listener without TLS
    Acceptor(
            Listener listener,
            Kernel kernel,
            Admission admission,
            OriginPolicy origins,
            @Nullable TlsContexts tls) {
        this.listener = listener;
        this.kernel = kernel;
        this.admission = admission;
        this.origins = origins;
        this.tls = tls;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null) {
            channel.close(); // gone already
            return;
        }
        InetAddress address = remote.getAddress();
        EdgeMeter meter = kernel.ports().meter();
        if (!admission.enter(address)) {
            meter.refused(listener.name());
            channel.close();
            return;
        }
        meter.opened(listener.name());
        channel.closeFuture()
                .addListener(future -> {
                    admission.leave(address);
                    meter.closed(listener.name());
                });
        fill(channel.pipeline(), address);
    }

    void fill(ChannelPipeline pipeline, InetAddress address) {
        EdgeLimits limits = kernel.limits();
        switch (listener.kind()) {
            case STARTTLS, PLAIN -> pipeline.addLast(new TcpHandler(kernel, address, tls, false));
            case TLS -> {
                addTls(pipeline, limits);
                pipeline.addLast(new TcpHandler(kernel, address, tls, true));
            }
            case WEBSOCKET_TLS -> {
                addTls(pipeline, limits);
                addHttp(pipeline, address);
            }
            case WEBSOCKET -> addHttp(pipeline, address);
        }
    }

    private void addTls(ChannelPipeline pipeline, EdgeLimits limits) {
        if (tls != null) {
            pipeline.addLast(
                    new TlsUpgrade(tls, null, limits.times().handshake(), kernel.ports().meter()));
        }
    }

    private void addHttp(ChannelPipeline pipeline, InetAddress address) {
        pipeline.addLast(new HttpServerCodec(MAX_REQUEST_LINE, MAX_HEADERS, MAX_CHUNK));
        pipeline.addLast(new HttpObjectAggregator(MAX_BODY));
        pipeline.addLast(new HttpHandler(kernel, address, origins));
    }
}
