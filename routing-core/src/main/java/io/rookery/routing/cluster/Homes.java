package io.rookery.routing.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator$Internal$BeginHandOff;

/// Where shards live, as this node remembers it, which can be wrong for good: for seconds after a
/// core's loss Pekko's coordinator still names the region that died, and a node that is told so
/// when the core's successor has joined at the same address may hear of no end any more. So whoever
/// gets no answer has it forgotten, and the next message asks the coordinator anew.
final class Homes {
    private static final Duration ONCE_IN = Duration.ofSeconds(2);

    private final ActorRef region;
    private final AtomicLongArray forgottenAt;

    /// @param region this node's region or its proxy
    Homes(ActorRef region, int shards) {
        this.region = region;
        this.forgottenAt = new AtomicLongArray(shards);
        long past = System.nanoTime() - ONCE_IN.toNanos();
        for (int shard = 0; shard < shards; shard++) {
            forgottenAt.set(shard, past);
        }
    }

    /// Nobody answers from a shard. What is forgotten in vain costs a question to the coordinator;
    /// it is asked no more than once in two seconds. False when that was a moment ago.
    boolean forget(int shard) {
        long now = System.nanoTime();
        long last = forgottenAt.get(shard);
        if (now - last < ONCE_IN.toNanos() || !forgottenAt.compareAndSet(shard, last, now)) {
            return false;
        }
        // What the coordinator tells regions when a shard moves: the only way to make one forget.
        region.tell(
                new ShardCoordinator$Internal$BeginHandOff(Integer.toString(shard)),
                ActorRef.noSender());
        return true;
    }
}
