package io.rookery.routing.shard;

/// The greatest epoch heard of each shard. Whoever speaks under a lower one has been replaced, even
/// if it has not heard of it (docs/protocol.md §4). Confined to one thread.
public final class Epochs {
    private final long[] known;

    /// @param shards how many there are
    public Epochs(int shards) {
        known = new long[shards];
    }

    /// Whether a message of an owner that opened `shard` under `epoch` may be heard.
    public boolean admits(int shard, long epoch) {
        if (epoch < known[shard]) {
            return false;
        }
        known[shard] = epoch;
        return true;
    }
}
