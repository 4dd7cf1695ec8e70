package io.rookery.routing.cluster;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Which shards this node is opening, and since when. Any thread.
final class OpeningShards {
    private final Map<Integer, Instant> since = new ConcurrentHashMap<>();
    private final InstantSource clock;

    OpeningShards(InstantSource clock) {
        this.clock = clock;
    }

    void begin(int shard) {
        since.put(shard, clock.instant());
    }

    /// It is open, or given up.
    void end(int shard) {
        since.remove(shard);
    }

    Map<Integer, Instant> all() {
        return Map.copyOf(since);
    }
}
