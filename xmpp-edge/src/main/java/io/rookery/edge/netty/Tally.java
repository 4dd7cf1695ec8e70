package io.rookery.edge.netty;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts what is there by key, up to a maximum. Any thread.
final class Tally {
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /// Counts one more; false, and nothing counted, when there are `max` already.
    boolean enter(String key, int max) {
        boolean[] entered = new boolean[1];
        counts.compute(
                key,
                (k, count) -> {
                    int before = count == null ? 0 : count;
                    entered[0] = before < max;
                    return entered[0] ? Integer.valueOf(before + 1) : count;
                });
        return entered[0];
    }

    /// How many of each there are.
    Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }

    void leave(String key) {
        counts.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
    }
}
