package io.rookery.server.observability;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Looks at the parts of a node's health again and again, each on a thread of its own, so that one
/// that hangs keeps no other from being looked at.
public final class Lookout implements AutoCloseable {
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("health").factory());
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("health-", 0).factory());

    private Lookout() {}

    /// Begins now. Parts that are added later are not looked at.
    public static Lookout over(Health health, Duration every) {
        Lookout lookout = new Lookout();
        for (Health.Part part : health.parts()) {
            AtomicBoolean looking = new AtomicBoolean();
            var _ =
                    lookout.timer.scheduleAtFixedRate(
                            () -> lookout.look(part, looking),
                            0,
                            every.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
        return lookout;
    }

    private void look(Health.Part part, AtomicBoolean looking) {
        if (looking.compareAndSet(false, true)) {
            threads.execute(() -> {
                try {
                    part.look();
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
    }
}
