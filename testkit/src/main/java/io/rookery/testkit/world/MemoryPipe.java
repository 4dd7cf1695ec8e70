package io.rookery.testkit.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.rookery.testkit.clock.Timeline;
import io.rookery.testkit.net.Pipe;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client's connection to an edge's real handlers, on a channel in memory whose event loop has
/// the world's time.
final class MemoryPipe implements Pipe {
    private final Timeline timeline;
    private final EmbeddedChannel channel;
    private Instant channelTime;
    private Timeline.@Nullable Timer wake;
    private @Nullable Instant wakeAt;
    private boolean running;

    MemoryPipe(Timeline timeline, EmbeddedChannel channel) {
        this.timeline = timeline;
        this.channel = channel;
        this.channelTime = timeline.instant();
        channel.freezeTime();
        timeline.afterEach(this::run);
    }

    /// Brings the channel to the world's time and runs what is due there.
    private void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            Duration ahead = Duration.between(channelTime, timeline.instant());
            if (!ahead.isZero()) {
                channelTime = timeline.instant();
                channel.advanceTimeBy(ahead.toNanos(), TimeUnit.NANOSECONDS);
            }
            channel.runPendingTasks();
            long next = channel.runScheduledPendingTasks();
            if (next >= 0) {
                wakeIn(Duration.ofNanos(Math.max(1, next)));
            }
        } finally {
            running = false;
        }
    }

    private void wakeIn(Duration delay) {
        Instant at = timeline.instant().plus(delay);
        if (wakeAt == null || at.isBefore(wakeAt) || !wakeAt.isAfter(timeline.instant())) {
            if (wake != null) {
                wake.cancel();
            }
            wakeAt = at;
            wake = timeline.after(delay, () -> wakeAt = null);
        }
    }

    @Override
    public void send(byte[] bytes) {
        if (channel.isActive()) {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            run();
        }
    }

    @Override
    public byte @Nullable [] receive(Duration most) {
        timeline.runUntil(this::hasSomething, most);
        run();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            ByteBuf buffer = channel.readOutbound();
            if (buffer == null) {
                break;
            }
            byte[] part = new byte[buffer.readableBytes()];
            buffer.readBytes(part);
            buffer.release();
            bytes.writeBytes(part);
        }
        return bytes.size() == 0 && !channel.isActive() ? null : bytes.toByteArray();
    }

    private boolean hasSomething() {
        return !channel.outboundMessages().isEmpty() || !channel.isActive();
    }

    @Override
    public void secure(String domain) {
        throw new IllegalStateException("tls: in memory (expected: over a socket)");
    }

    @Override
    public void cut() {
        channel.close().syncUninterruptibly();
        run();
    }
}
