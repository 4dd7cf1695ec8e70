package io.rookery.testkit.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A clock that stands still while something happens, and jumps to the next event when nothing
/// does. Events of one instant happen in the order in which they were made, so a run is a function
/// of what it was begun with. One thread.
public final class Timeline implements InstantSource {
    /// Events that one call may run: more is a loop that no time passes in.
    private static final int MAX_EVENTS = 20_000_000;

    /// When every timeline begins.
    public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Runnable> afterEach = new ArrayList<>();
    private long now;
    private Instant instant = BEGINNING;
    private long made;
    private long ran;

    @Override
    public Instant instant() {
        return instant;
    }

    private void jumpTo(long nanos) {
        now = nanos;
        instant = BEGINNING.plusNanos(nanos);
    }

    /// An event that has been made.
    public interface Timer {
        /// Keeps it from happening; nothing changes when it has happened.
        void cancel();
    }

    /// Runs `task` once after `delay`, or after everything that is to happen now when that is zero.
    public Timer after(Duration delay, Runnable task) {
        Event event = new Event(now + delay.toNanos(), made++, task);
        events.add(event);
        return () -> event.cancelled = true;
    }

    /// Runs `task` at once after everything that is to happen now.
    public void execute(Runnable task) {
        events.add(new Event(now, made++, task));
    }

    /// What `answer` gives, after `delay`; a failure is given then too.
    public <T> CompletionStage<T> later(Duration delay, Supplier<T> answer) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        after(
                delay,
                () -> {
                    try {
                        stage.complete(answer.get());
                    } catch (RuntimeException e) {
                        stage.completeExceptionally(e);
                    }
                });
        return stage;
    }

    /// Runs `task` after each event: for what has an event loop of its own.
    public void afterEach(Runnable task) {
        afterEach.add(task);
    }

    /// Lets `duration` pass with all that happens in it.
    public void pass(Duration duration) {
        runUntil(() -> false, duration);
    }

    /// Lets time pass until `condition` holds, at most `most`; true when it holds.
    public boolean runUntil(BooleanSupplier condition, Duration most) {
        long end = now + most.toNanos();
        for (int i = 0; i < MAX_EVENTS; i++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            Event next = events.peek();
            if (next == null || next.at > end) {
                jumpTo(end);
                return condition.getAsBoolean();
            }
            events.remove();
            if (!next.cancelled) {
                if (next.at > now) {
                    jumpTo(next.at);
                }
                ran++;
                next.task.run();
                for (Runnable task : afterEach) {
                    task.run();
                }
            }
        }
        throw new IllegalStateException(
                "events: " + MAX_EVENTS + " until " + instant + " (expected: fewer)");
    }

    /// How many events have happened.
    public long ran() {
        return ran;
    }

    private static final class Event implements Comparable<Event> {
        // Nanoseconds since the beginning.
        private final long at;
        private final long number;
        private final Runnable task;
        private boolean cancelled;

        Event(long at, long number, Runnable task) {
            this.at = at;
            this.number = number;
            this.task = task;
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }
}
