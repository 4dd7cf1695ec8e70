package io.rookery.archive.backend;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits for what other threads and processes bring about, as long as it takes and no longer.
public final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 20;

    private Eventually() {}

    /// Returns once `condition` holds; fails after a minute, naming `what`.
    public static void holds(String what, Callable<Boolean> condition) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline || never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still not so after " + LIMIT + ": " + what);
            }
        }
    }
}
