package io.rookery.routing.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Waits for what a cluster does in its own time.
final class Eventually {
    private static final Duration SOON = Duration.ofSeconds(60);

    private Eventually() {}

    /// Fails when `holds` has not become true within a minute.
    static void eventually(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + SOON.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            try {
                assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
