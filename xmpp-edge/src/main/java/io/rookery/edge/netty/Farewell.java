package io.rookery.edge.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import io.rookery.edge.EdgeMeter;
import io.rookery.xmpp.error.StreamError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The end of a connection: first the stream's, then that of what carries it (RFC 6120 §4.4).
///
/// @param patience how long the peer may take to end its side
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
record Farewell(
        ChannelHandlerContext ctx,
        Wire wire,
        Source source,
        Watch watch,
        EdgeMeter meter,
        Duration patience) {

    /// Ends the stream, after an error unless that is null, and our side of the socket. The peer
    /// gets a moment to read that and to end its own: a socket closed with something unread may
    /// take away what was written.
    void say(@Nullable StreamError error) {
        if (error != null) {
            meter.streamError(error.condition().wireName());
        }
        wire.close(ctx, error);
        source.finish();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(future -> HalfClose.of(ctx.channel()));
        watch.deadline(patience, ctx::close);
    }

    /// Answers a peer that ended what carries the stream, and not the stream.
    void follow() {
        source.finish();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        watch.deadline(patience, ctx::close); // it may not read
    }

    /// Completes when the socket is closed and nothing is left of the connection. Any thread.
    CompletableFuture<Void> over() {
        CompletableFuture<Void> over = new CompletableFuture<>();
        // Inactivity is told after the future is done, on the same thread.
        EventExecutor loop = ctx.executor();
        ctx.channel()
                .closeFuture()
                .addListener(future -> loop.execute(() -> loop.execute(() -> over.complete(null))));
        return over;
    }

    /// Closes the socket without a word.
    void cut() {
        watch.stop();
        ctx.close();
    }
}
