package io.rookery.bench.chaos;

import java.util.concurrent.atomic.AtomicLong;

/// How far a run has come, for all of its people.
final class Course {
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile Phase phase = Phase.TALK;

    /// What is done.
    enum Phase {
        /// Everybody writes; some come and go.
        TALK,
        /// Nobody writes any more; what was written is acknowledged.
        QUIET,
        /// Everybody leaves, logs in once more, and takes what waits.
        TAKE,
        /// Nobody does anything.
        OVER
    }

    Phase phase() {
        return phase;
    }

    void enter(Phase next) {
        phase = next;
    }

    void sent() {
        sent.incrementAndGet();
    }

    void acknowledged(int count) {
        acknowledged.addAndGet(count);
    }

    long allSent() {
        return sent.get();
    }

    long allAcknowledged() {
        return acknowledged.get();
    }
}
