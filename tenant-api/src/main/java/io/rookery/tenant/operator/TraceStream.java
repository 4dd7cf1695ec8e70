package io.rookery.tenant.operator;

import io.micronaut.json.JsonMapper;
import io.rookery.routing.port.watch.Followed;
import io.rookery.routing.port.watch.SeenStanza;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A trace as bytes, which wait until something happens. A line at least comes every few seconds,
/// so that a caller that hung up is noticed. For one thread at a time.
final class TraceStream extends InputStream {
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final Installation.Trace trace;
    private final JsonMapper json;
    private final InstantSource clock;
    private final long end;
    private final Runnable closed;
    private byte[] piece = new byte[0];
    private int position;
    private boolean ended;
    private boolean over;

    /// @param closed called once, when the caller has hung up or all is read
    TraceStream(
            Installation.Trace trace,
            JsonMapper json,
            InstantSource clock,
            Duration length,
            Runnable closed) {
        this.trace = trace;
        this.json = json;
        this.clock = clock;
        this.end = System.nanoTime() + length.toNanos();
        this.closed = closed;
    }

    @Override
    public int read() throws IOException {
        return fill() ? piece[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, buffer, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (position < piece.length) {
            return true;
        }
        if (ended) {
            return false;
        }
        StringBuilder text = new StringBuilder();
        for (TraceLine line : lines()) {
            text.append(json.writeValueAsString(line)).append('\n');
        }
        piece = text.toString().getBytes(StandardCharsets.UTF_8);
        position = 0;
        return true;
    }

    private List<TraceLine> lines() throws InterruptedIOException {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (over || left.isNegative() || left.isZero()) {
            ended = true;
            return List.of(TraceLine.of(clock.instant(), "end", "", 0));
        }
        try {
            Optional<Followed> next = trace.next(left.compareTo(SILENCE) < 0 ? left : SILENCE);
            return next.map(this::lines)
                    .orElseGet(() -> List.of(TraceLine.of(clock.instant(), "alive", "", 0)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("trace: interrupted");
        }
    }

    private List<TraceLine> lines(Followed followed) {
        Instant now = clock.instant();
        List<TraceLine> lines = new ArrayList<>();
        if (followed.dropped() > 0) {
            lines.add(TraceLine.of(now, "dropped", followed.node(), followed.dropped()));
        }
        for (SeenStanza stanza : followed.stanzas()) {
            lines.add(TraceLine.of(stanza));
        }
        if (followed.refused()) {
            lines.add(TraceLine.of(now, "refused", followed.node(), 0));
        } else if (lines.isEmpty()) {
            lines.add(
                    followed.node().isEmpty()
                            ? TraceLine.of(now, "nobody-answers", "", 0)
                            : TraceLine.of(now, "watching", followed.node(), 0));
        }
        return lines;
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            trace.close();
            closed.run();
        }
    }
}
