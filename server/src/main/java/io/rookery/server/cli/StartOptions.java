package io.rookery.server.cli;

import io.rookery.server.cluster.ClusterTable;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.cluster.Network;
import io.rookery.server.cluster.Supervision;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `rookery cluster start` can be told, and how it goes: starts a deployment, shows it, and
/// stops it when it is told to.
final class StartOptions {
    private static final long REFRESH_SECONDS = 2;
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

    @Mixin private ClusterCommands.Where where = new ClusterCommands.Where();

    @Option(
            names = "--edges",
            paramLabel = "N",
            description = "nodes that hold clients' sockets (2)")
    private @Nullable Integer edges;

    @Option(names = "--cores", paramLabel = "N", description = "nodes that run accounts (3)")
    private @Nullable Integer cores;

    @Option(
            names = "--archivers",
            paramLabel = "N",
            description = "nodes that write the archive (1)")
    private @Nullable Integer archivers;

    @Option(names = "--apis", paramLabel = "N", description = "nodes that serve the tenant API (1)")
    private @Nullable Integer apis;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            description = "Kafka brokers, 1 or 3; fixed at the first start (1)")
    private @Nullable Integer brokers;

    @Option(
            names = "--net",
            paramLabel = "N",
            description =
                    "second number of every address, 127.N.…: two clusters on one machine differ"
                            + " in it (0)")
    private @Nullable Integer net;

    @Option(names = "--shift", paramLabel = "N", description = "added to every port (0)")
    private @Nullable Integer shift;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "a setting of every node, remembered by later starts; no secret, since `ps`"
                            + " shows it")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--detach",
            description = "return once everything is up, and leave it running under a supervisor")
    private boolean detach;

    @Option(names = "--once", description = "print the table once, not again and again")
    private boolean once;

    @Option(names = "--no-restart", description = "leave dead what ends unasked")
    private boolean noRestart;

    /// @param before given before the verb; what was given after it wins
    int start(StartOptions before) throws InterruptedException {
        edges = edges == null ? before.edges : edges;
        cores = cores == null ? before.cores : cores;
        archivers = archivers == null ? before.archivers : archivers;
        apis = apis == null ? before.apis : apis;
        brokers = brokers == null ? before.brokers : brokers;
        net = net == null ? before.net : net;
        shift = shift == null ? before.shift : shift;
        List<String> all = new ArrayList<>(before.settings);
        all.addAll(settings);
        settings = all;
        detach |= before.detach;
        once |= before.once;
        noRestart |= before.noRestart;
        where.or(before.where);
        return start();
    }

    ClusterCommands.Where where() {
        return where;
    }

    private Deployment wanted() {
        return new Deployment(
                or(edges, 2),
                or(cores, 3),
                or(archivers, 1),
                or(apis, 1),
                or(brokers, 1),
                new Network(or(net, 0), or(shift, 0)),
                settings);
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    int start() throws InterruptedException {
        LogOutput.configure(new Settings.Log(Settings.Log.Format.PLAIN, Settings.Log.Level.WARN));
        Deployment wanted = wanted();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        try (LocalCluster cluster = where.cluster(out)) {
            Thread hook = new Thread(() -> stop(cluster), "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            cluster.start(wanted);
            out.print('\n' + ClusterTable.text(cluster.look()));
            out.println("\nthe operator's key of the tenant API: " + cluster.operatorKey());
            out.flush();
            if (detach) {
                if (!noRestart) {
                    cluster.supervise();
                }
                Runtime.getRuntime().removeShutdownHook(hook);
                return 0;
            }
            watch(cluster, out);
        }
        return 0;
    }

    private static void stop(LocalCluster cluster) {
        try {
            if (cluster.begun()) {
                cluster.stop();
            }
        } catch (StartFailure e) {
            System.err.println("rookery: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Until everything has been stopped, by Ctrl-C or by `cluster stop`.
    private void watch(LocalCluster cluster, PrintWriter out) throws InterruptedException {
        if (!once && onTerminal()) {
            Thread.ofVirtual().name("table").start(() -> refresh(cluster, out));
        }
        new Supervision(cluster, !noRestart, out::println).run();
    }

    private static boolean onTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private static void refresh(LocalCluster cluster, PrintWriter out) {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(REFRESH_SECONDS);
                out.print(CLEAR_SCREEN + ClusterTable.text(cluster.look()));
                out.println("\nCtrl-C stops everything");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
