package io.rookery.testkit.world;

import io.rookery.testkit.clock.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Messages between nodes: at most once, in order for each pair, as Pekko has it.
final class Network {
    private final Timeline timeline;
    private final RandomGenerator random;
    private final Faults faults;
    private boolean calm;
    private final Map<String, Instant> arrivals = new HashMap<>();

    Network(Timeline timeline, RandomGenerator random, Faults faults) {
        this.timeline = timeline;
        this.random = random;
        this.faults = faults;
    }

    /// Lets `arrive` happen after those sent before on the same `path`, unless it is lost.
    void send(String path, Runnable arrive) {
        if (!calm && faults.dropped() > 0 && random.nextInt(1_000) < faults.dropped()) {
            return;
        }
        sure(path, arrive);
    }

    /// Loses nothing any more.
    void calm() {
        calm = true;
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
