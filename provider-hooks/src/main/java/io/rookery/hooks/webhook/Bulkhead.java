package io.rookery.hooks.webhook;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// Turns for the calls to one endpoint: so many at a time, so many waiting, in order. Nobody
/// blocks: a turn is a stage.
final class Bulkhead {
    private final int turns;
    private final int places;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private int running;

    @GuardedBy("lock")
    private final Deque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();

    /// @param turns calls at a time
    /// @param places calls waiting
    Bulkhead(int turns, int places) {
        this.turns = turns;
        this.places = places;
    }

    /// True when the caller has a turn, to be given back by [#release]; false when there is no
    /// place to wait, or none came within the caller's patience.
    CompletionStage<Boolean> acquire(Duration patience) {
        CompletableFuture<Boolean> place;
        synchronized (lock) {
            if (running < turns) {
                running++;
                return CompletableFuture.completedFuture(true);
            }
            if (waiting.size() >= places) {
                waiting.removeIf(CompletableFuture::isDone);
            }
            if (waiting.size() >= places) {
                return CompletableFuture.completedFuture(false);
            }
            place = new CompletableFuture<>();
            waiting.add(place);
        }
        return place.completeOnTimeout(false, patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Gives a turn back, to the one who waits longest.
    void release() {
        while (true) {
            CompletableFuture<Boolean> next;
            synchronized (lock) {
                next = waiting.poll();
                if (next == null) {
                    running--;
                    return;
                }
            }
            // Outside of the lock: the next call starts in here. False when its patience ran out.
            if (next.complete(true)) {
                return;
            }
        }
    }

    int running() {
        synchronized (lock) {
            return running;
        }
    }
}
