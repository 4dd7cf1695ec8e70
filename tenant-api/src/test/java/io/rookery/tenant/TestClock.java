package io.rookery.tenant;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that goes on by a millisecond whenever it is read, and further when a test says so.
public final class TestClock implements InstantSource {
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));

    @Override
    public Instant instant() {
        return now.updateAndGet(time -> time.plusMillis(1));
    }

    public void advance(Duration by) {
        now.updateAndGet(time -> time.plus(by));
    }
}
