package io.rookery.server.chaos;

import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.cluster.Observation.State;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Has a node end itself at a [Failpoint].
final class Ending {
    private static final Duration COMES_BY = Duration.ofSeconds(5);
    private static final Duration ENDS = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final LocalCluster cluster;
    private final Path data;
    private final Incidents incidents;

    /// @param data the deployment's directory
    Ending(LocalCluster cluster, Path data, Incidents incidents) {
        this.cluster = cluster;
        this.data = data;
        this.incidents = incidents;
    }

    /// Waits until the victim has ended itself. A node that has nothing to do does not come by:
    /// then the others of its role are asked one after the other.
    ///
    /// @return which did; empty when none came by
    String end(Fault fault) throws InterruptedException {
        Failpoint place = fault.place();
        if (place == null) {
            throw new IllegalArgumentException("fault: " + fault + " (expected: with a failpoint)");
        }
        List<String> candidates = new ArrayList<>(List.of(fault.victim()));
        cluster.look().stream()
                .filter(each -> each.state() == State.UP)
                .map(each -> each.member().name())
                .filter(name ->
                        Fault.role(name).equals(place.role()) && !name.equals(fault.victim()))
                .forEach(candidates::add);
        for (String node : candidates) {
            if (comesBy(node, place)) {
                incidents.down(node);
                incidents.fault(
                        place.role(),
                        "%s ended at %s".formatted(node, place.word()),
                        fault.marks());
                awaitEnd(node);
                return node;
            }
            incidents.note("%s did not come by %s".formatted(node, place.word()));
        }
        return "";
    }

    private boolean comesBy(String node, Failpoint place) throws InterruptedException {
        Path trigger = place.trigger(data.resolve(node));
        try {
            Files.createFile(trigger);
            long deadline = System.nanoTime() + COMES_BY.toNanos();
            while (Files.exists(trigger) && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            }
            return !Files.deleteIfExists(trigger);
        } catch (IOException e) {
            throw new StartFailure("failpoint: %s cannot be told: %s".formatted(node, e), e);
        }
    }

    /// It ends when its record is durable, or never, when it has lost its shard meanwhile.
    private void awaitEnd(String node) throws InterruptedException {
        if (!cluster.ended(node, ENDS)) {
            incidents.note(node + " has not ended and is killed");
            cluster.kill(node);
        }
    }
}
