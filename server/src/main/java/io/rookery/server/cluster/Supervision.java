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

    /// How long and how often the cluster is told of an end that no core took.
    private static final Duration TELLING = Duration.ofSeconds(10);

    private static final Duration TELL_AGAIN = Duration.ofSeconds(1);

    private final LocalCluster cluster;
    private final boolean restarting;
    private final Backoff backoff;
    private final Consumer<String> out;

    /// Of each member the last process whose end was seen.
    private final Map<String, Long> ended = new HashMap<>();

    private final Map<String, Due> due = new HashMap<>();
    private final Map<String, Untold> untold = new HashMap<>();
    private final Map<String, Integer> ends = new HashMap<>();

    /// A process that is to be started at a time of [System#nanoTime].
    private record Due(Instance dead, long at) {}

    /// An end that is to be told again, at times of [System#nanoTime].
    private record Untold(Instance dead, long at, long until) {}

    /// @param restarting whether what ended unasked is started again
    public Supervision(LocalCluster cluster, boolean restarting, Consumer<String> out) {
        this(cluster, restarting, BACKOFF, out);
    }

    Supervision(LocalCluster cluster, boolean restarting, Backoff backoff, Consumer<String> out) {
        this.cluster = cluster;
        this.restarting = restarting;
        this.backoff = backoff;
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
            String name = each.member().name();
            // Also of a process that no look has seen alive.
            if (each.pid() != ended.getOrDefault(name, 0L) && isOver(each)) {
                ended.put(name, each.pid());
                ended(each);
            }
        }
        tellAgain();
        revive();
        return now.stream().anyMatch(each -> each.pid() != 0);
    }

    private static boolean isOver(Instance each) {
        return each.pid() != 0 && !each.alive();
    }

    private void ended(Instance seen) {
        Hearing heard = cluster.down(seen.member());
        String name = seen.member().name();
        // Its end may have been asked for, or it may have been replaced, since it was looked at.
        Instance dead = cluster.now(seen.member()).orElse(seen);
        if (dead.asked() || dead.pid() != seen.pid()) {
            return;
        }
        if (dead.member().kind().isMember() && heard != Hearing.REMOVED) {
            long now = System.nanoTime();
            untold.put(name, new Untold(dead, now + TELL_AGAIN.toNanos(), now + TELLING.toNanos()));
        }
        String told = heard == Hearing.REMOVED ? "; the cluster has been told" : "";
        if (!restarting) {
            out.accept(name + " ended unasked" + told);
            return;
        }
        boolean lived = cluster.age(dead).compareTo(backoff.good()) > 0;
        Duration pause = again(dead, lived ? 1 : ends.getOrDefault(name, 0) + 1);
        out.accept(
                "%s ended unasked%s; it starts again in %d s"
                        .formatted(name, told, pause.toSeconds()));
    }

    /// @param times ended or not started in a row
    private Duration again(Instance dead, int times) {
        String name = dead.member().name();
        ends.put(name, times);
        Duration pause = backoff.after(times);
        due.put(name, new Due(dead, System.nanoTime() + pause.toNanos()));
        return pause;
    }

    /// A core may just have been busy. What has been started again is told of by itself.
    private void tellAgain() {
        long now = System.nanoTime();
        for (Untold each : List.copyOf(untold.values())) {
            Member member = each.dead().member();
            boolean current =
                    cluster.now(member).filter(it -> it.pid() == each.dead().pid()).isPresent();
            if (!current) {
                untold.remove(member.name());
            } else if (each.at() - now <= 0) {
                tellAgain(each, now);
            }
        }
    }

    private void tellAgain(Untold each, long now) {
        String name = each.dead().member().name();
        Hearing heard = cluster.down(each.dead().member());
        if (heard == Hearing.REMOVED) {
            untold.remove(name);
            out.accept(name + " has ended; the cluster has been told");
        } else if (each.until() - now <= 0) {
            untold.remove(name);
            if (heard == Hearing.NOBODY) {
                out.accept(name + " has ended; " + LocalCluster.UNTOLD);
            }
        } else {
            untold.put(name, new Untold(each.dead(), now + TELL_AGAIN.toNanos(), each.until()));
        }
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
                    Duration pause = again(each.dead(), ends.getOrDefault(name, 0) + 1);
                    out.accept(
                            "%s cannot be started again: %s; it is tried again in %d s"
                                    .formatted(name, e.getMessage(), pause.toSeconds()));
                }
            }
        }
    }
}
