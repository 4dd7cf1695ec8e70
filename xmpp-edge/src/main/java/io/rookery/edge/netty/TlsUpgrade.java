package io.rookery.edge.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Waits for the ClientHello, chooses the certificate by its server name, and is then replaced by
/// the TLS handler.
final class TlsUpgrade extends SniHandler {
    /// The largest ClientHello read, in bytes.
    private static final int MAX_CLIENT_HELLO = 16 * 1024;

    private final long handshakeMillis;

    /// @param fallbackName the name used when the client names none: a stream's `to` in STARTTLS
    TlsUpgrade(TlsContexts contexts, @Nullable String fallbackName, Duration handshake) {
        super(
                (name, promise) -> map(contexts, name == null ? fallbackName : name, promise),
                MAX_CLIENT_HELLO,
                handshake.toMillis());
        this.handshakeMillis = handshake.toMillis();
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
        return handler;
    }
}
