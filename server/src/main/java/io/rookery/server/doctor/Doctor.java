package io.rookery.server.doctor;

import io.rookery.routing.cluster.ClusterWatch;
import io.rookery.routing.port.watch.Answers;
import io.rookery.routing.port.watch.Finding;
import io.rookery.routing.port.watch.NodeReport;
import io.rookery.routing.port.watch.SeenMember;
import io.rookery.server.doctor.Findings.Trouble;
import io.rookery.tenant.operator.Installation.Examination;
import io.rookery.tenant.operator.Installation.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Looks at the whole installation: asks every node how it is, and looks at Kafka and PostgreSQL
/// from here. All at once, and none for longer than `PATIENCE`.
public final class Doctor {
    private static final Duration PATIENCE = Duration.ofSeconds(9);
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final Duration SKEW_FATAL = Duration.ofSeconds(60);

    private final Supplier<Optional<ClusterWatch>> cluster;
    private final List<Check> checks;
    private final InstantSource clock;

    /// One more thing to look at.
    ///
    /// @param name as findings call it when it does not answer
    public record Check(String name, Supplier<List<Finding>> look) {}

    /// @param cluster empty while this node is no member
    public Doctor(
            Supplier<Optional<ClusterWatch>> cluster, List<Check> checks, InstantSource clock) {
        this.cluster = cluster;
        this.checks = List.copyOf(checks);
        this.clock = clock;
    }

    /// Looks. Blocks for some seconds at most.
    public Examination examine() {
        List<NodeState> nodes = new ArrayList<>();
        List<Finding> found = new ArrayList<>();
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("doctor-", 0).factory());
        try {
            Map<String, CompletableFuture<List<Finding>>> looking = new HashMap<>();
            for (Check check : checks) {
                looking.put(check.name(), CompletableFuture.supplyAsync(check.look(), threads));
            }
            CompletableFuture<Nodes> asking =
                    CompletableFuture.supplyAsync(this::askNodes, threads);
            looking.forEach((name, future) -> found.addAll(outcome(name, future)));
            Nodes answered =
                    asking.completeOnTimeout(
                                    new Nodes(List.of(), List.of(late("cluster"))),
                                    PATIENCE.toMillis(),
                                    TimeUnit.MILLISECONDS)
                            .exceptionally(e -> new Nodes(List.of(), List.of(failed("cluster", e))))
                            .join();
            nodes.addAll(answered.states());
            found.addAll(answered.findings());
        } finally {
            threads.shutdownNow();
        }
        found.sort(
                Comparator.comparing(Finding::severity, Comparator.reverseOrder())
                        .thenComparing(Finding::node)
                        .thenComparing(Finding::code)
                        .thenComparing(Finding::subject));
        return new Examination(nodes, found);
    }

    private static List<Finding> outcome(String name, CompletableFuture<List<Finding>> future) {
        return future.completeOnTimeout(
                        List.of(late(name)), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(e -> List.of(failed(name, e)))
                .join();
    }

    private static Finding late(String name) {
        return unseen(name, "did not answer within %d s".formatted(PATIENCE.toSeconds()));
    }

    private static Finding failed(String name, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return unseen(name, "could not be looked at: " + cause.getMessage());
    }

    private static Finding unseen(String name, String what) {
        Findings found = new Findings("");
        found.error(
                new Trouble(
                        "not-seen",
                        name,
                        "%s %s.".formatted(name, what),
                        "Whether it works is not known.",
                        "Look at it by hand, and at the log of the node that was asked."));
        return found.all().getFirst();
    }

    private record Nodes(List<NodeState> states, List<Finding> findings) {}

    private Nodes askNodes() {
        Findings found = new Findings("");
        Optional<ClusterWatch> watch = cluster.get();
        if (watch.isEmpty()) {
            found.error(
                    new Trouble(
                            "no-cluster",
                            "",
                            "The node that answers here is no member of the cluster.",
                            "It cannot see other nodes, their sessions and their faults.",
                            "Give it cluster.seed-nodes; if it has them, look whether one of them"
                                    + " runs."));
            return new Nodes(List.of(), found.all());
        }
        List<SeenMember> members = watch.get().members();
        Answers<NodeReport> told = watch.get().reports().toCompletableFuture().join();
        Instant now = clock.instant();
        members(found, members, told);
        List<Finding> all = new ArrayList<>(found.all());
        Map<String, String> versions = new HashMap<>();
        for (NodeReport report : told.answers()) {
            versions.put(report.node(), report.version());
            all.addAll(clock(report, now));
            all.addAll(report.findings().stream().map(each -> at(report.node(), each)).toList());
        }
        List<NodeState> states =
                members.stream()
                        .map(each ->
                                new NodeState(
                                        each.node(),
                                        roles(each),
                                        each.status(),
                                        each.reachable(),
                                        versions.getOrDefault(each.node(), "")))
                        .toList();
        return new Nodes(states, all);
    }

    private static Finding at(String node, Finding each) {
        return new Finding(
                each.severity(),
                each.code(),
                node,
                each.subject(),
                each.text(),
                each.meaning(),
                each.advice());
    }

    /// Pekko's own names for places are no roles of ours.
    private static Set<String> roles(SeenMember member) {
        Set<String> roles = new TreeSet<>(member.roles());
        roles.removeIf(role -> role.startsWith("dc-"));
        return roles;
    }

    private static void members(
            Findings found, List<SeenMember> members, Answers<NodeReport> told) {
        boolean anyCore = false;
        for (SeenMember member : members) {
            anyCore |= member.reachable() && member.roles().contains("core");
            if (!member.reachable()) {
                found.error(
                        new Trouble(
                                "node-unreachable",
                                member.node(),
                                "Node %s (%s) does not answer the others."
                                        .formatted(member.node(), String.join(", ", roles(member))),
                                "Its accounts and sessions wait until it is back, or until it is"
                                        + " removed and others take over.",
                                "Look at its process and network; a process that has ended is"
                                        + " removed at once by its supervisor."));
            } else if (!member.status().equals("up")) {
                found.warning(
                        new Trouble(
                                "node-not-up",
                                member.node(),
                                "Node %s is %s.".formatted(member.node(), member.status()),
                                "It takes no full part in the cluster.",
                                "Wait; if it stays so, look at its log."));
            } else if (told.silent().contains(member.node())) {
                found.warning(
                        new Trouble(
                                "node-silent",
                                member.node(),
                                "Node %s is in the cluster and did not say how it is in time."
                                        .formatted(member.node()),
                                "It is overloaded, paused, or of an older version.",
                                "Look at its load and its log."));
            }
        }
        if (!anyCore) {
            found.error(
                    new Trouble(
                            "no-core",
                            "",
                            "No node with role core can be reached.",
                            "Nobody can log in, and nothing is delivered.",
                            "Start one."));
        }
    }

    private static List<Finding> clock(NodeReport report, Instant now) {
        Duration skew = Duration.between(now, report.clock());
        Findings found = new Findings(report.node());
        Trouble trouble =
                new Trouble(
                        "clock-skew",
                        report.node(),
                        "The clock of %s differs by %d s from that of the node that was asked."
                                .formatted(report.node(), skew.toSeconds()),
                        "Messages get wrong times, and new ids of archives run ahead.",
                        "Let every machine follow the same time servers.");
        if (skew.abs().compareTo(SKEW_FATAL) > 0) {
            found.error(trouble);
        } else if (skew.abs().compareTo(SKEW) > 0) {
            found.warning(trouble);
        }
        return found.all();
    }
}
