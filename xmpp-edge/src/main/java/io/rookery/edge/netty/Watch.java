package io.rookery.edge.netty;

import io.rookery.edge.EdgeLimits.Times;
import io.rookery.edge.Scheduler;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The one timer of a connection: first the negotiation's deadlines, then the client's silence, at
/// last the time that a closing socket has. Confined to the connection's event loop.
final class Watch {
    private final Scheduler scheduler;
    private final InstantSource clock;
    private final Times times;
    private Scheduler.@Nullable Timer timer;
    private long lastReadMillis;
    private boolean heard;

    /// What is watched.
    interface Watched {
        /// Asks the client for a sign of life. True when it must answer within [Times#probe].
        boolean probe();

        /// It did not.
        void unanswered();
    }

    Watch(Scheduler scheduler, InstantSource clock, Times times) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.times = times;
    }

    /// Runs `task` after `delay`, instead of what was to come.
    void deadline(Duration delay, Runnable task) {
        stop();
        timer =
                scheduler.after(
                        delay,
                        () -> {
                            timer = null;
                            task.run();
                        });
    }

    /// Bytes came, whatever they are.
    void alive() {
        lastReadMillis = clock.millis();
        heard = true;
    }

    /// Watches for silence from now on.
    void silence(Watched watched) {
        alive();
        deadline(times.idle(), () -> idle(watched));
    }

    private void idle(Watched watched) {
        Duration silent = silent();
        if (silent.compareTo(times.idle()) < 0) {
            deadline(times.idle().minus(silent), () -> idle(watched));
            return;
        }
        heard = false;
        if (watched.probe()) {
            deadline(times.probe(), () -> probed(watched));
        } else {
            deadline(times.idle(), () -> idle(watched));
        }
    }

    private void probed(Watched watched) {
        if (heard) { // at any time since it was asked, were it at once
            deadline(times.idle(), () -> idle(watched));
        } else {
            watched.unanswered();
        }
    }

    private Duration silent() {
        return Duration.ofMillis(clock.millis() - lastReadMillis);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
