package io.rookery.testkit.world;

import io.rookery.testkit.fake.FakeLog;
import java.time.Duration;

/// What goes wrong in a world.
///
/// @param latencyMax longest time of a message between two nodes, which keep its order
/// @param dropped messages of a thousand between edge and core, and between accounts, that are lost
/// @param log how the log behaves
/// @param archiveLag how far the archiver is behind
/// @param failover how long it takes until a lost node is known to be lost: until then its shards
///   belong to nobody, and accounts speak to its edge
public record Faults(
        Duration latencyMax,
        int dropped,
        FakeLog.Behaviour log,
        Duration archiveLag,
        Duration failover) {
    /// Nothing goes wrong.
    public static final Faults NONE =
            new Faults(
                    Duration.ofMillis(1),
                    0,
                    FakeLog.Behaviour.HEALTHY,
                    Duration.ofMillis(20),
                    Duration.ofSeconds(1));
}
