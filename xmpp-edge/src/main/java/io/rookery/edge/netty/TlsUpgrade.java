package io.rookery.edge.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.rookery.edge.EdgeMeter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Waits for the ClientHello, chooses the certificate by its server name, and is then replaced by
/// the TLS handler.
@SuppressWarnings("FutureReturnValueIgnored") // the listener is told; there is nothing to wait for
final class TlsUpgrade extends SniHandler {
    /// The largest ClientHello read, in bytes.
    private static final int MAX_CLIENT_HELLO = 16 * 1024;

    private final long handshakeMillis;
    private final EdgeMeter meter;
    private final long begun = System.nanoTime();

    /// @param fallbackName the name used when the client names none: a stream's `to` in STARTTLS
    TlsUpgrade(
            TlsContexts contexts,
            @Nullable String fallbackName,
            Duration handshake,
            EdgeMeter meter) {
        super(
                (name, promise) -> map(contexts, name == null ? fallbackName : name, promise),
                MAX_CLIENT_HELLO,
                handshake.toMillis());
        this.handshakeMillis = handshake.toMillis();
        this.meter = meter;
    }

    private static Future<SslContext> map(
            TlsContexts contexts, @Nullable String name, Promise<SslContext> promise) {
        contexts.find(name)
                .whenComplete((context, failure) -> {
                    if (failure == null) {
                        promise.trySuccess(context);
                    } else {
                        promise.tryFailure(failure);
                    }
                });
        return promise;
    }

    @Override
    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
        SslHandler handler = super.newSslHandler(context, allocator);
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        handler.handshakeFuture().addListener(future -> ended(future.isSuccess()));
        return handler;
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<SslContext> context)
            throws Exception {
        if (!context.isSuccess()) {
            ended(false);
        }
        super.onLookupComplete(ctx, context);
    }

    private void ended(boolean succeeded) {
        meter.handshake(succeeded, Duration.ofNanos(System.nanoTime() - begun));
    }
}
