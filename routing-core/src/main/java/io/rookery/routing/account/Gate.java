package io.rookery.routing.account;

import java.util.ArrayDeque;

/// Lets the stanzas of one stream through one at a time, so that one that waits for an answer from
/// outside is not overtaken (RFC 6120 §10.1), while other streams go on.
final class Gate {
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean occupied;
    private boolean draining;

    /// Runs `task` now or when those before it have left. A task must lead to exactly one [#leave].
    void enter(Runnable task) {
        waiting.add(task);
        drain();
    }

    /// The task inside has done what order is needed for.
    void leave() {
        occupied = false;
        drain();
    }

    /// Tasks that have not begun.
    int waiting() {
        return waiting.size();
    }

    boolean idle() {
        return !occupied && waiting.isEmpty();
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (!occupied && !waiting.isEmpty()) {
                occupied = true;
                waiting.removeFirst().run();
            }
        } finally {
            draining = false;
        }
    }
}
