package io.rookery.server.assembly;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does something at the beginning of each minute of the clock, until it is closed. A minute that
/// passed unnoticed is not made up for.
final class EachMinute implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EachMinute.class);

    private final InstantSource clock;
    private final Consumer<Instant> work;
    private final CountDownLatch closed = new CountDownLatch(1);

    // Of the thread alone, once it runs.
    private Instant done;

    private EachMinute(InstantSource clock, Consumer<Instant> work) {
        this.clock = clock;
        this.work = work;
        // Read here: a minute that begins before the thread does is not missed.
        this.done = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    }

    /// Begins, on a thread of its own.
    ///
    /// @param work given the beginning of the minute
    static EachMinute begin(String name, InstantSource clock, Consumer<Instant> work) {
        EachMinute begun = new EachMinute(clock, work);
        Thread.ofVirtual().name(name).start(begun::run);
        return begun;
    }

    private void run() {
        try {
            while (!closed.await(untilNext(), TimeUnit.MILLISECONDS)) {
                Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
                // A timer may come a moment early, and a clock may be set back.
                if (minute.isAfter(done)) {
                    done = minute;
                    perform(minute);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform(Instant minute) {
        try {
            work.accept(minute);
        } catch (RuntimeException e) {
            LOG.error("{} failed for {}", Thread.currentThread().getName(), minute, e);
        }
    }

    private long untilNext() {
        Instant now = clock.instant();
        Instant next = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        return Math.max(1, Duration.between(now, next).toMillis());
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
