package io.rookery.edge.session;

import io.rookery.edge.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Finds out that an account has been silent while something was expected of it. Has a timer only
/// as long as that is so.
final class Retry {
    private final Scheduler scheduler;
    private final Duration delay;
    private final Waiter waiter;
    private Scheduler.@Nullable Timer timer;
    private boolean heard;

    /// Who waits.
    interface Waiter {
        /// Whether something is expected.
        boolean waits();

        /// The account said nothing for a whole delay.
        void silent();
    }

    Retry(Scheduler scheduler, Duration delay, Waiter waiter) {
        this.scheduler = scheduler;
        this.delay = delay;
        this.waiter = waiter;
    }

    /// Begins to wait, unless that has begun, or nothing is expected.
    void arm() {
        if (timer == null && waiter.waits()) {
            heard = false;
            timer = scheduler.after(delay, this::expired);
        }
    }

    /// The account said something that was expected.
    void heard() {
        heard = true;
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void expired() {
        timer = null;
        if (!heard && waiter.waits()) {
            waiter.silent();
        }
        arm();
    }
}
