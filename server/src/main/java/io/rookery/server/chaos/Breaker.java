package io.rookery.server.chaos;

import io.rookery.server.chaos.Fault.Act;
import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.cluster.Observation;
import io.rookery.server.cluster.Observation.State;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Does the faults of one course, one after the other.
final class Breaker {
    private static final Duration RECOVERY = Duration.ofSeconds(45);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int MOST_STARTS = 6;
    private static final Set<String> HOLDERS = Set.of("edge", "core", "broker");

    private static final String STORAGE = "storage";
    private static final int POSTMASTER_DEPTH = 4;

    private final LocalCluster cluster;
    private final Path data;
    private final Incidents incidents;
    private final CountDownLatch over;
    private final Ending failpoints;

    /// @param data the deployment's directory
    /// @param over when it is time to leave the deployment alone
    Breaker(LocalCluster cluster, Path data, Incidents incidents, CountDownLatch over) {
        this.cluster = cluster;
        this.data = data;
        this.incidents = incidents;
        this.over = over;
        this.failpoints = new Ending(cluster, data, incidents);
    }

    /// Goes through a course, and through it again, until it is time to stop; whatever was broken
    /// is whole then, or it failed.
    void run(List<Fault> course) throws InterruptedException {
        for (int next = 0; !course.isEmpty(); next++) {
            Fault fault = course.get(next % course.size());
            if (pause(fault.gap())) {
                return;
            }
            if (HOLDERS.contains(fault.role()) && fault.act() != Act.BLINK) {
                awaitWhole();
            }
            doIt(fault);
        }
    }

    private boolean pause(Duration time) throws InterruptedException {
        return over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void doIt(Fault fault) throws InterruptedException {
        switch (fault.act()) {
            case KILL -> {
                kill(fault.victim(), fault.toString(), List.of());
                pause(fault.down());
                start(fault.victim());
            }
            case KILL_TWO -> {
                kill(
                        fault.victim(),
                        "kill -9 " + fault.victim() + ", and within its recovery",
                        List.of());
                pause(fault.down());
                kill(fault.second(), "kill -9 " + fault.second(), fault.marks());
                pause(fault.down());
                start(fault.victim());
                start(fault.second());
            }
            case PAUSE -> {
                incidents.fault(fault.role(), fault.toString(), fault.marks());
                cluster.pause(fault.victim());
                pause(fault.down());
                cluster.resume(fault.victim());
                if (!recovers(fault.victim())) {
                    incidents.fault(
                            fault.role(),
                            "restart " + fault.victim() + ", still unwell",
                            List.of());
                    start(fault.victim());
                }
            }
            case BLINK -> blink(fault);
            case RESTART -> {
                incidents.fault(fault.role(), fault.toString(), fault.marks());
                incidents.down(fault.victim());
                start(fault.victim());
            }
            case END_AT -> {
                String ended = failpoints.end(fault);
                if (!ended.isEmpty()) {
                    pause(fault.down());
                    start(ended);
                }
            }
        }
    }

    /// Another course may have ended the victim, or end it while it is halted.
    private void blink(Fault fault) throws InterruptedException {
        try {
            cluster.pause(fault.victim());
        } catch (StartFailure e) {
            return;
        }
        incidents.blink(fault.role(), fault.toString());
        pause(fault.down());
        try {
            cluster.resume(fault.victim());
        } catch (StartFailure e) {
            incidents.note(fault.victim() + " ended while it was halted");
        }
    }

    private void kill(String node, String what, List<String> marks) throws InterruptedException {
        incidents.down(node);
        incidents.fault(Fault.role(node), what, marks);
        cluster.kill(node);
        if (node.equals(STORAGE)) {
            killPostgres();
        }
    }

    /// PostgreSQL itself, which outlives the process that looks after it.
    private void killPostgres() {
        try (Stream<Path> found = Files.walk(data.resolve(STORAGE), POSTMASTER_DEPTH)) {
            for (Path file : found.filter(each -> each.endsWith("postmaster.pid")).toList()) {
                long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        } catch (IOException e) {
            throw new StartFailure("postmaster.pid: cannot be read: " + e, e);
        }
    }

    private void start(String node) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                cluster.restart(node);
                incidents.up(node);
                return;
            } catch (StartFailure e) {
                if (attempt == MOST_STARTS) {
                    throw e;
                }
                incidents.note("start again: " + e.getMessage());
            }
        }
    }

    private boolean recovers(String node) throws InterruptedException {
        long deadline = System.nanoTime() + RECOVERY.toNanos();
        while (System.nanoTime() < deadline) {
            if (cluster.look().stream()
                    .anyMatch(each ->
                            each.member().name().equals(node) && each.state() == State.UP)) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
        return false;
    }

    private void awaitWhole() throws InterruptedException {
        long deadline = System.nanoTime() + RECOVERY.toNanos();
        while (System.nanoTime() < deadline && !holdersUp() && over.getCount() > 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
    }

    private boolean holdersUp() {
        return cluster.look().stream()
                .filter(each -> HOLDERS.contains(Fault.role(each.member().name())))
                .allMatch(each -> each.state() == State.UP);
    }

    /// Starts whatever is not up.
    void heal() throws InterruptedException {
        for (Observation each : cluster.look()) {
            if (each.state() != State.UP && !recovers(each.member().name())) {
                start(each.member().name());
            }
        }
    }
}
