package io.rookery.server.cli;

import io.rookery.server.cluster.ClusterTable;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.cluster.Network;
import io.rookery.server.cluster.Supervision;
import io.rookery.server.roles.Settings;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
            defaultValue = "2",
            description = "nodes that hold clients' sockets (${DEFAULT-VALUE})")
    private int edges;

    @Option(
            names = "--cores",
            paramLabel = "N",
            defaultValue = "3",
            description = "nodes that run accounts (${DEFAULT-VALUE})")
    private int cores;

    @Option(
            names = "--archivers",
            paramLabel = "N",
            defaultValue = "1",
            description = "nodes that write the archive (${DEFAULT-VALUE})")
    private int archivers;

    @Option(
            names = "--apis",
            paramLabel = "N",
            defaultValue = "1",
            description = "nodes that serve the tenant API (${DEFAULT-VALUE})")
    private int apis;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Kafka brokers, 1 or 3; fixed at the first start (${DEFAULT-VALUE})")
    private int brokers;

    @Option(
            names = "--net",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "second number of every address, 127.N.…: two clusters on one machine differ"
                            + " in it (${DEFAULT-VALUE})")
    private int net;

    @Option(
            names = "--shift",
            paramLabel = "N",
            defaultValue = "0",
            description = "added to every port (${DEFAULT-VALUE})")
    private int shift;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "a setting of every node; no secret, since `ps` shows it")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--detach", description = "return once everything is up, and leave it running")
    private boolean detach;

    @Option(names = "--once", description = "print the table once, not again and again")
    private boolean once;

    int start() throws InterruptedException {
        LogOutput.configure(new Settings.Log(Settings.Log.Format.PLAIN, Settings.Log.Level.WARN));
        Deployment wanted =
                new Deployment(
                        edges, cores, archivers, apis, brokers, new Network(net, shift), settings);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        try (LocalCluster cluster = where.cluster(out)) {
            Thread hook = new Thread(() -> stop(cluster), "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            cluster.start(wanted);
            out.print('\n' + ClusterTable.text(cluster.look()));
            out.println("\nthe operator's key of the tenant API: " + cluster.operatorKey());
            out.flush();
            if (detach) {
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
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Until everything has been stopped, by Ctrl-C or by `cluster stop`.
    private void watch(LocalCluster cluster, PrintWriter out) throws InterruptedException {
        if (!once && onTerminal()) {
            Thread.ofVirtual().name("table").start(() -> refresh(cluster, out));
        }
        new Supervision(cluster, out::println).run();
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
