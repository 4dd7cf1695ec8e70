package io.rookery.edge;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// One thread's turns and timers, which a test lets pass.
public final class ManualScheduler implements Scheduler {
    private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
    private final PriorityQueue<Planned> timers =
            new PriorityQueue<>(
                    Comparator.comparing(Planned::due).thenComparingLong(Planned::order));
    private Duration now = Duration.ZERO;
    private long order;

    private record Planned(Duration due, long order, Runnable task) {}

    @Override
    public Timer after(Duration delay, Runnable task) {
        Planned planned = new Planned(now.plus(delay), order++, task);
        timers.add(planned);
        return () -> timers.remove(planned);
    }

    @Override
    public void execute(Runnable task) {
        turns.add(task);
    }

    /// Runs all turns that are due now.
    public void settle() {
        Runnable turn = turns.poll();
        while (turn != null) {
            turn.run();
            turn = turns.poll();
        }
    }

    /// Lets time pass, running what becomes due in order.
    public void advance(Duration time) {
        settle();
        Duration until = now.plus(time);
        @Nullable Planned next = timers.peek();
        while (next != null && next.due().compareTo(until) <= 0) {
            timers.remove(next);
            now = next.due();
            next.task().run();
            settle();
            next = timers.peek();
        }
        now = until;
    }

    /// How many timers are waiting.
    public int timers() {
        return timers.size();
    }
}
