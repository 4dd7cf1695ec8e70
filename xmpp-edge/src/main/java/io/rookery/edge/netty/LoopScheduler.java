package io.rookery.edge.netty;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.rookery.edge.Scheduler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Timers on a connection's event loop.
record LoopScheduler(EventExecutor loop) implements Scheduler {
    @Override
    public Timer after(Duration delay, Runnable task) {
        ScheduledFuture<?> future = loop.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }
}
