package io.rookery.edge;

import java.time.Duration;

/// Timers of one connection: what is scheduled runs on the connection's own thread.
public interface Scheduler {
    /// Runs `task` once after `delay`.
    Timer after(Duration delay, Runnable task);

    /// Runs `task` on the connection's thread, after what runs now.
    void execute(Runnable task);

    /// A task that has been scheduled.
    interface Timer {
        /// Keeps the task from running; nothing happens when it has run.
        void cancel();
    }
}
