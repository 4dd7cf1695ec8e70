package io.rookery.testkit.world;

import io.rookery.testkit.clock.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Messages between nodes: at most once, in order for each pair, as Pekko has it. It may be split
/// in two: what is sent across is lost, or arrives when it is whole again.
final class Network {
    /// One of so many messages across a split is only late.
    private static final int HELD_ONE_OF = 4;

    private final Timeline timeline;
    private final RandomGenerator random;
    private final Faults faults;
    private final Map<String, Instant> arrivals = new HashMap<>();
    private final Set<String> cutOff = new HashSet<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean calm;
    private int lost;

    Network(Timeline timeline, RandomGenerator random, Faults faults) {
        this.timeline = timeline;
        this.random = random;
        this.faults = faults;
    }

    /// Lets `arrive` happen after those sent before on the same `path`, unless it is lost.
    void send(String path, Runnable arrive) {
        if (!calm && faults.dropped() > 0 && random.nextInt(1_000) < faults.dropped()) {
            lost++;
            return;
        }
        sure(path, arrive);
    }

    /// Loses nothing any more.
    void calm() {
        calm = true;
    }

    /// Splits these nodes from the others.
    void split(Set<String> nodes) {
        cutOff.addAll(nodes);
    }

    void heal() {
        cutOff.clear();
        List<Runnable> late = List.copyOf(held);
        held.clear();
        late.forEach(timeline::execute);
    }

    boolean isSplit() {
        return !cutOff.isEmpty();
    }

    /// Lets `arrive` happen now if these two nodes can reach each other; else it is lost or late.
    void between(String from, String to, Runnable arrive) {
        if (cutOff.contains(from) == cutOff.contains(to)) {
            arrive.run();
        } else if (random.nextInt(HELD_ONE_OF) == 0) {
            held.add(arrive);
        } else {
            lost++;
        }
    }

    /// How many messages were lost.
    int lost() {
        return lost;
    }

    /// The same for what is not lost while both ends live.
    void sure(String path, Runnable arrive) {
        Instant now = timeline.instant();
        Instant at = now.plusNanos(1 + random.nextLong(Math.max(1, faults.latencyMax().toNanos())));
        Instant last = arrivals.get(path);
        Instant ordered = last != null && last.isAfter(at) ? last : at;
        arrivals.put(path, ordered);
        timeline.after(Duration.between(now, ordered), arrive);
    }
}
