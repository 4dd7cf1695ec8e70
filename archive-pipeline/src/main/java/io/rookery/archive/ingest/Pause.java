package io.rookery.archive.ingest;

import java.time.Duration;

/// A pause that doubles from `min` to `max` while its cause lasts. For one thread.
final class Pause {
    private final long min;
    private final long max;
    private long length;
    private long until = System.nanoTime();

    Pause(Duration min, Duration max) {
        this.min = min.toNanos();
        this.max = max.toNanos();
    }

    void lengthen() {
        length = length == 0 ? min : Math.min(max, length * 2);
        until = System.nanoTime() + length;
    }

    void end() {
        length = 0;
        until = System.nanoTime();
    }

    boolean over() {
        return left().isZero();
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }
}
