package io.rookery.server.cli;

import io.rookery.server.cluster.ClusterTable;
import io.rookery.server.cluster.Kind;
import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.cluster.Observation;
import io.rookery.server.roles.StartFailure;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `rookery cluster`: a whole deployment on this machine. Without a verb it starts one.
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description =
                "A whole deployment on this machine, every node a process at a loopback address of"
                        + " its own. Without a verb: start.",
        exitCodeListHeading = "exit status%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done, for the reason that is printed",
            "2:the command cannot be understood",
        })
final class ClusterCommands implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private StartOptions start = new StartOptions();

    @Override
    public Integer call() throws InterruptedException {
        return start.start();
    }

    /// Where the cluster is.
    static final class Where {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "the cluster's directory (cluster-data)")
        private @Nullable Path data;

        /// Takes what was given before the verb, unless it was given after it.
        void or(Where before) {
            data = data == null ? before.data : data;
        }

        LocalCluster cluster(PrintWriter out) {
            return new LocalCluster(
                    data == null ? Path.of("cluster-data") : data,
                    Rookery.class.getName(),
                    line -> {
                        out.println(line);
                        out.flush();
                    });
        }
    }

    /// How fast sessions are moved.
    static final class Pace {
        private static final int MOST_RATE = 10_000;
        private static final int MOST_SECONDS = 86_400;

        @Option(
                names = "--rate",
                paramLabel = "N",
                description = "sessions a second (as edge.drain-rate says)")
        private @Nullable Integer rate;

        @Option(
                names = "--seconds",
                paramLabel = "N",
                defaultValue = "600",
                description = "how long sessions are moved (${DEFAULT-VALUE})")
        private int seconds = 600;

        OptionalInt rate() {
            return rate == null
                    ? OptionalInt.empty()
                    : OptionalInt.of(inRange("--rate", rate, MOST_RATE));
        }

        Duration most() {
            return Duration.ofSeconds(inRange("--seconds", seconds, MOST_SECONDS));
        }

        private static int inRange(String name, int value, int most) {
            if (value < 1 || value > most) {
                throw StartFailure.of(name, value, "from 1 to " + most);
            }
            return value;
        }
    }

    /// Something done to a cluster.
    private interface Act {
        void on(LocalCluster cluster) throws InterruptedException;
    }

    private int act(Where where, Act act) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        where.or(start.where());
        try (LocalCluster cluster = where.cluster(out)) {
            act.on(cluster);
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            description =
                    "Starts PostgreSQL, Kafka and every node, and stays in the foreground with a"
                            + " table; Ctrl-C stops all in order.")
    int start(@Mixin StartOptions options) throws InterruptedException {
        return options.start(start);
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Shows every node: its place, process, state and what it holds.")
    int status(
            @Mixin Where where,
            @Option(names = "--json", description = "one JSON object a node") boolean json)
            throws InterruptedException {
        return act(
                where,
                cluster -> {
                    List<Observation> seen = cluster.look();
                    spec.commandLine()
                            .getOut()
                            .print(json ? ClusterTable.json(seen) : ClusterTable.text(seen));
                });
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Stops every node in order: edges first, storage last.")
    int stop(@Mixin Where where) throws InterruptedException {
        return act(where, LocalCluster::stop);
    }

    @Command(
            name = "kill",
            mixinStandardHelpOptions = true,
            description = "Ends a node's process at once (SIGKILL).")
    int kill(@Mixin Where where, @Parameters(paramLabel = "NODE") String node)
            throws InterruptedException {
        return act(where, cluster -> cluster.kill(node));
    }

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Halts a node's process where it is (SIGSTOP).")
    int pause(@Mixin Where where, @Parameters(paramLabel = "NODE") String node)
            throws InterruptedException {
        return act(where, cluster -> cluster.pause(node));
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Lets a paused node go on (SIGCONT).")
    int resume(@Mixin Where where, @Parameters(paramLabel = "NODE") String node)
            throws InterruptedException {
        return act(where, cluster -> cluster.resume(node));
    }

    @Command(
            name = "restart",
            mixinStandardHelpOptions = true,
            description = "Stops a node in order if it runs, and starts it.")
    int restart(@Mixin Where where, @Parameters(paramLabel = "NODE") String node)
            throws InterruptedException {
        return act(where, cluster -> cluster.restart(node));
    }

    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            description =
                    "Sends an edge's sessions to other edges, or has a core hand over its accounts;"
                            + " the process stays and takes nothing new.")
    int drain(
            @Mixin Where where,
            @Parameters(paramLabel = "NODE") String node,
            @Mixin Pace pace,
            @Option(names = "--undo", description = "lets the node take part again") boolean undo)
            throws InterruptedException {
        OptionalInt rate = pace.rate();
        Duration most = pace.most();
        return act(
                where,
                cluster -> {
                    if (undo) {
                        cluster.rolling().undrain(node);
                    } else {
                        cluster.rolling().drain(node, rate, most);
                    }
                });
    }

    @Command(
            name = "rolling-restart",
            mixinStandardHelpOptions = true,
            description =
                    "Restarts every archiver, API node, core and edge in turn, edges drained"
                            + " before; clients that resume lose nothing.")
    int rollingRestart(@Mixin Where where, @Mixin Pace pace) throws InterruptedException {
        OptionalInt rate = pace.rate();
        Duration most = pace.most();
        return act(where, cluster -> cluster.rolling().restart(rate, most));
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Adds a node: core, edge, archiver or api.")
    int add(@Mixin Where where, @Parameters(paramLabel = "KIND") String kind)
            throws InterruptedException {
        Kind known =
                Kind.ofNode(kind)
                        .orElseThrow(
                                () -> StartFailure.of("kind", kind, "core, edge, archiver or api"));
        return act(where, cluster -> cluster.add(known));
    }
}
