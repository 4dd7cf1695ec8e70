package io.rookery.testkit.sim;

import io.rookery.routing.port.LogPosition;
import io.rookery.testkit.fake.FakeLog;
import io.rookery.testkit.world.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a node was told to be durable counts in the log. So of two owners of one user at most one
/// ever confirms (docs/protocol.md §6).
final class OnlyTheOwnerConfirms implements Invariant {
    @Override
    public List<String> violations(Outcome outcome) {
        World world = outcome.world();
        Set<LogPosition> counting = new HashSet<>();
        for (int shard = 0; shard < world.shards(); shard++) {
            for (FakeLog.Entry entry : world.log().counting(shard)) {
                counting.add(new LogPosition(shard, entry.offset() + 1));
            }
        }
        List<String> wrong = new ArrayList<>();
        for (LogPosition confirmed : world.log().confirmed()) {
            if (!counting.contains(confirmed)) {
                wrong.add("a record was durable for its node, but does not count: " + confirmed);
            }
        }
        return wrong;
    }
}
