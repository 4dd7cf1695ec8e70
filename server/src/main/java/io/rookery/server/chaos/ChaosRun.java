package io.rookery.server.chaos;

import io.rookery.server.cluster.ClusterTable;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.cluster.NodeClasses;
import io.rookery.server.cluster.NodeJvm;
import io.rookery.server.cluster.Observation;
import io.rookery.server.cluster.Observation.State;
import io.rookery.server.cluster.Supervision;
import io.rookery.server.cluster.Trees;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// One run: starts a deployment and the clients, breaks it for a while, lets it recover, and has
/// the checker judge what the clients saw.
public final class ChaosRun {
    private static final Duration READY = Duration.ofMinutes(4);
    private static final Duration DONE = Duration.ofMinutes(10);
    private static final int CLEAR_PORT = 5_224;

    /// Roles that can be hit.
    public static final Set<String> ROLES =
            Set.of("edge", "core", "archiver", "api", "broker", "storage");

    private static final int SHOWN_FAULTS = 12;

    private final Plan plan;
    private final Places places;
    private final Consumer<String> out;

    /// What is done.
    ///
    /// @param altered what nodes run instead of what is delivered
    /// @param roles that are hit, and failpoints of others; none: a control run
    /// @param keep whether the deployment's data stay
    public record Plan(
            int seconds,
            long seed,
            Deployment deployment,
            AlteredSources altered,
            Set<String> roles,
            int rate,
            boolean keep) {}

    /// Where things are.
    ///
    /// @param report gets journals, logs, and the cluster while it runs
    /// @param classes keeps what makes nodes start quickly
    /// @param mainClass the command line's entry
    /// @param clients class path of the clients and the checker
    public record Places(Path report, Path classes, String mainClass, String clients) {}

    public ChaosRun(Plan plan, Places places, Consumer<String> out) {
        this.plan = plan;
        this.places = places;
        this.out = out;
    }

    /// Settings that a deployment has besides its own.
    public static List<String> settings(int shift) {
        return List.of(
                "edge.clear-port=" + (CLEAR_PORT + shift),
                "shards=32",
                "api.address-requests=100000",
                "api.key-requests=100000");
    }

    /// @return the checker's status: 0 promises kept, 1 broken, 3 kept in a run that does not count
    public int run() throws InterruptedException {
        FaultPlan faults =
                FaultPlan.of(plan.seed, plan.deployment, plan.roles, plan.altered.haveFailpoints());
        show(faults);
        try {
            Path data = places.report.resolve("cluster");
            clear(data);
            Files.createDirectories(places.report);
            Files.writeString(places.report.resolve(Report.PLAN), describe(faults));
            NodeJvm jvm =
                    new NodeClasses(places.classes, places.mainClass, out)
                            .prepare(plan.altered.isEmpty() ? null : plan.altered);
            try (LocalCluster cluster = new LocalCluster(data, places.mainClass, jvm, out)) {
                Thread hook = new Thread(() -> stop(cluster), "stop");
                Runtime.getRuntime().addShutdownHook(hook);
                try {
                    cluster.start(plan.deployment);
                    return judge(cluster, faults, data);
                } finally {
                    stop(cluster);
                    Runtime.getRuntime().removeShutdownHook(hook);
                    keepLogs(data);
                }
            }
        } catch (IOException e) {
            throw new StartFailure("report: cannot be written: " + e, e);
        }
    }

    /// What an earlier run left would be judged with this one.
    private void clear(Path data) throws IOException {
        if (Files.isDirectory(data)) {
            try (LocalCluster before = new LocalCluster(data, places.mainClass, out)) {
                if (before.look().stream().anyMatch(ChaosRun::lives)) {
                    throw StartFailure.of(
                            "--report",
                            places.report,
                            "one whose deployment does not run any more");
                }
            }
        }
        new Report(places.report).clear();
    }

    private static boolean lives(Observation seen) {
        return seen.state() != State.DEAD && seen.state() != State.STOPPED;
    }

    private void show(FaultPlan faults) {
        out.accept(describe(faults));
        out.accept("report: " + places.report);
    }

    private String describe(FaultPlan faults) {
        StringBuilder text = new StringBuilder();
        text.append(
                "seed %d, %d s, %d messages a second, roles %s\n"
                        .formatted(plan.seed, plan.seconds, plan.rate, new TreeSet<>(plan.roles)));
        if (!plan.altered.isEmpty()) {
            text.append("  altered: ").append(plan.altered).append('\n');
        }
        for (List<Fault> course : faults.courses()) {
            if (!course.isEmpty()) {
                text.append("  ")
                        .append(
                                String.join(
                                        " | ",
                                        course.stream()
                                                .limit(SHOWN_FAULTS)
                                                .map(Fault::toString)
                                                .toList()))
                        .append(" …\n");
            }
        }
        return text.toString().stripTrailing();
    }

    private int judge(LocalCluster cluster, FaultPlan faults, Path data)
            throws InterruptedException, IOException {
        Thread supervision = Thread.ofVirtual().name("supervision").start(() -> supervise(cluster));
        try (TrafficProcess traffic = TrafficProcess.start(places.clients, traffic(cluster), out);
                Incidents incidents = new Incidents(places.report.resolve("faults.log"), out)) {
            traffic.awaitReady(READY);
            breakIt(cluster, faults, data, incidents);
            traffic.finish(DONE);
            return TrafficProcess.check(
                    places.clients, places.report, data.resolve("secrets.properties"), out);
        } finally {
            supervision.interrupt();
        }
    }

    private void supervise(LocalCluster cluster) {
        try {
            new Supervision(cluster, false, line -> out.accept("          " + line)).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> traffic(LocalCluster cluster) {
        int second = plan.deployment.network().second();
        int shift = plan.deployment.network().shift();
        List<String> options = new ArrayList<>();
        options.addAll(List.of("--api", "http://127.%d.5.1:%d".formatted(second, 8_080 + shift)));
        options.addAll(List.of("--key", cluster.operatorKey().toString()));
        options.addAll(List.of("--logs", places.report.toString()));
        options.addAll(List.of("--run", "s" + plan.seed));
        options.addAll(List.of("--seed", Long.toString(plan.seed)));
        options.addAll(List.of("--rate", Integer.toString(plan.rate)));
        IntStream.rangeClosed(1, plan.deployment.edges())
                .mapToObj(edge ->
                        "--edge=edge-%d,127.%d.1.%d,%d,%d,%d"
                                .formatted(
                                        edge,
                                        second,
                                        edge,
                                        5_222 + shift,
                                        CLEAR_PORT + shift,
                                        5_280 + shift))
                .forEach(options::add);
        return options;
    }

    private void breakIt(LocalCluster cluster, FaultPlan faults, Path data, Incidents incidents)
            throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Breaker breaker = new Breaker(cluster, data, incidents, over);
        incidents.begin(FaultPlan.wanted());
        try (ExecutorService courses = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> going = new ArrayList<>();
            for (List<Fault> course : faults.courses()) {
                going.add(
                        courses.submit(() -> {
                            breaker.run(course);
                            return null;
                        }));
            }
            TimeUnit.SECONDS.sleep(plan.seconds);
            incidents.end();
            over.countDown();
            for (Future<?> each : going) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new StartFailure("a fault: " + e.getCause(), e);
        }
        breaker.heal();
        List<Observation> seen = cluster.look();
        out.accept(ClusterTable.text(seen).stripTrailing());
    }

    private static void stop(LocalCluster cluster) {
        try {
            if (cluster.begun()) {
                cluster.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What nodes said stays; what they stored goes, unless it is to be kept.
    private void keepLogs(Path data) throws IOException {
        if (plan.keep || !Files.isDirectory(data)) {
            return;
        }
        Path nodes = Files.createDirectories(places.report.resolve("nodes"));
        try (var found = Files.list(data)) {
            for (Path node :
                    found.filter(each -> Files.exists(each.resolve("node.log"))).toList()) {
                Files.move(
                        node.resolve("node.log"),
                        nodes.resolve(node.getFileName() + ".log"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Trees.delete(data);
    }
}
