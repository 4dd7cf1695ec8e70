package io.rookery.server.cluster;

import io.rookery.server.roles.StartFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Watches the processes of a cluster for their ends. It has the cluster forget a member whose
/// process it saw end, so that its accounts move then and not when the failure detector gives it
/// up, and starts again what ended unasked: at once, and ever later if it ends again and again.
public final class Supervision {
    private static final long LOOK_MILLIS = 200;
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(60));

    private final LocalCluster cluster;
    private final boolean restarting;
    private final Consumer<String> out;
    private final Map<Long, Instance> seen = new HashMap<>();
    private final Map<String, Due> due = new HashMap<>();
    private final Map<String, Integer> ends = new HashMap<>();

    /// A process that is to be started at a time of [System#nanoTime].
    private record Due(Instance dead, long at) {}

    /// @param restarting whether what ended unasked is started again
    public Supervision(LocalCluster cluster, boolean restarting, Consumer<String> out) {
        this.cluster = cluster;
        this.restarting = restarting;
        this.out = out;
    }

    /// When a process that ended is started again.
    ///
    /// @param first after its first end
    /// @param most after any
    /// @param good how long it must have lived to count as new
    record Backoff(Duration first, Duration most, Duration good) {
        /// @param ends in a row, from 1
        Duration after(int ends) {
            Duration pause = first.multipliedBy(1L << Math.min(ends - 1, 20));
            return pause.compareTo(most) > 0 ? most : pause;
        }
    }

    /// Watches until every process is stopped in order, or the thread is interrupted.
    public void run() throws InterruptedException {
        while (look()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /// @return whether there is still something to watch
    private boolean look() throws InterruptedException {
        List<Instance> now = cluster.instances();
        for (Instance each : now) {
            if (each.alive()) {
                seen.put(each.pid(), each);
            } else if (seen.remove(each.pid()) != null) {
                ended(each);
            }
        }
        revive();
        return now.stream().anyMatch(each -> each.pid() != 0);
    }

    private void ended(Instance dead) {
        String name = dead.member().name();
        String told = cluster.down(dead.member()) ? "; the cluster has been told" : "";
        if (dead.asked()) {
            return;
        }
        if (!restarting) {
            out.accept(name + " ended unasked" + told);
            return;
        }
        boolean lived = cluster.age(dead).compareTo(BACKOFF.good()) > 0;
        int times = lived ? 1 : ends.getOrDefault(name, 0) + 1;
        ends.put(name, times);
        Duration pause = BACKOFF.after(times);
        due.put(name, new Due(dead, System.nanoTime() + pause.toNanos()));
        out.accept(
                "%s ended unasked%s; it starts again in %d s"
                        .formatted(name, told, pause.toSeconds()));
    }

    private void revive() throws InterruptedException {
        long now = System.nanoTime();
        for (Due each : List.copyOf(due.values())) {
            if (each.at() - now <= 0) {
                String name = each.dead().member().name();
                due.remove(name);
                try {
                    cluster.revive(each.dead());
                } catch (StartFailure e) {
                    out.accept(name + " cannot be started again: " + e.getMessage());
                }
            }
        }
    }
}
