package io.rookery.server.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Watches the processes of a cluster for their ends, and has the cluster forget a member whose
/// process it saw end: its accounts move then, and not when the failure detector gives it up.
public final class Supervision {
    private static final long LOOK_MILLIS = 200;

    private final LocalCluster cluster;
    private final Consumer<String> out;
    private final Map<Long, Instance> seen = new HashMap<>();

    public Supervision(LocalCluster cluster, Consumer<String> out) {
        this.cluster = cluster;
        this.out = out;
    }

    /// Watches until every process is stopped in order, or the thread is interrupted.
    public void run() throws InterruptedException {
        while (look()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /// @return whether there is still something to watch
    private boolean look() {
        List<Instance> now = cluster.instances();
        for (Instance each : now) {
            if (each.alive()) {
                seen.put(each.pid(), each);
            } else if (seen.remove(each.pid()) != null) {
                boolean told = cluster.down(each.member());
                out.accept(
                        "%s ended unasked%s"
                                .formatted(
                                        each.member().name(),
                                        told ? "; the cluster has been told" : ""));
            }
        }
        return now.stream().anyMatch(each -> each.pid() != 0);
    }
}
