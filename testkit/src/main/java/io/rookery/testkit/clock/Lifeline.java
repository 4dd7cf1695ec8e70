package io.rookery.testkit.clock;

import java.util.ArrayDeque;

/// Whether a simulated process runs. What happens to it while it is stopped (SIGSTOP) happens, in
/// the same order, when it goes on; what happens after its death never does.
public final class Lifeline {
    private final ArrayDeque<Runnable> kept = new ArrayDeque<>();
    private boolean alive = true;
    private boolean stopped;

    /// Runs `task` within the process: now, when it goes on, or never.
    public void run(Runnable task) {
        if (!alive) {
            return;
        }
        if (stopped) {
            kept.add(task);
        } else {
            task.run();
        }
    }

    /// Whether it has not ended.
    public boolean isAlive() {
        return alive;
    }

    /// Whether it stands still.
    public boolean isStopped() {
        return stopped;
    }

    /// From now on nothing happens in it.
    public void stop() {
        stopped = true;
    }

    /// It wakes up to all that came meanwhile.
    public void goOn() {
        stopped = false;
        while (alive && !stopped && !kept.isEmpty()) {
            kept.remove().run();
        }
    }

    /// It ends without a word.
    public void kill() {
        alive = false;
        kept.clear();
    }
}
