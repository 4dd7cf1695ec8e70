package io.rookery.edge.netty;

import io.rookery.edge.CrowdLimits;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// A rate that many connections keep together. Any thread; nobody waits for another.
///
/// Each quantity is one number, the time at which nothing of it will be owed any more: the generic
/// cell rate algorithm, a token bucket that is changed by one compare-and-set. Whoever comes while
/// something is owed is put behind all who came before, so that clients take turns.
final class SharedRate {
    private static final long NANOS = 1_000_000_000;
    private static final long MILLI = 1_000_000;

    private final InstantSource clock;
    private final CrowdLimits.Rate rate;
    private final AtomicLong stanzas = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong bytes = new AtomicLong(Long.MIN_VALUE);

    SharedRate(InstantSource clock, CrowdLimits.Rate rate) {
        this.clock = clock;
        this.rate = rate;
    }

    /// Counts an element.
    ///
    /// @return milliseconds until it is paid for; 0 when that is now
    long count(int size) {
        long now = clock.millis() * MILLI;
        long owed =
                Math.max(
                        take(stanzas, NANOS / rate.stanzas(), now),
                        take(bytes, size * NANOS / rate.bytes(), now));
        return owed <= 0 ? 0 : owed / MILLI + 1;
    }

    /// A second's worth is there at most.
    private static long take(AtomicLong paid, long cost, long now) {
        long before = paid.get();
        while (true) {
            long after = Math.max(before, now - NANOS) + cost;
            long seen = paid.compareAndExchange(before, after);
            if (seen == before) {
                return after - now;
            }
            before = seen;
        }
    }
}
