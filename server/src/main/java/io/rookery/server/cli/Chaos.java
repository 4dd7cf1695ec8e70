package io.rookery.server.cli;

import io.rookery.server.chaos.AlteredSources;
import io.rookery.server.chaos.ChaosRun;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.Network;
import io.rookery.server.cluster.NodeClasses;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rookery chaos`: kills and restarts processes of a deployment at random while numbered traffic
/// goes through it, and checks that nothing was lost.
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description =
                "Starts a deployment, sends numbered messages through it, kills its processes as"
                        + " the seed says, and checks every archive and every client's log.",
        exitCodeListHeading = "exit status%n",
        exitCodeList = {
            "0:every promise was kept, and the run counts",
            "1:a promise was broken, or the run could not be made",
            "2:the command cannot be understood",
            "3:nothing was broken, but the run does not count (too few messages or faults)",
        })
final class Chaos implements Callable<Integer> {
    private static final int MOST_SECONDS = 604_800;
    private static final int MOST_RATE = 100_000;

    @Option(names = "--seconds", defaultValue = "120", description = "of faults (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "what the faults follow from (${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--edges", defaultValue = "2", description = "${DEFAULT-VALUE}")
    private int edges;

    @Option(names = "--cores", defaultValue = "3", description = "${DEFAULT-VALUE}")
    private int cores;

    @Option(names = "--archivers", defaultValue = "2", description = "${DEFAULT-VALUE}")
    private int archivers;

    @Option(
            names = "--brokers",
            defaultValue = "1",
            description =
                    "1 or 3; the only one is halted for moments, one of three is killed too"
                            + " (${DEFAULT-VALUE})")
    private int brokers;

    @Option(
            names = "--rate",
            defaultValue = "300",
            description = "messages a second (${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--faults",
            split = ",",
            paramLabel = "ROLE",
            description =
                    "hit only these: edge, core, archiver, api, broker, storage; of a role that is"
                            + " not named, failpoints that are (docs/reliability.md)")
    private List<String> only = new ArrayList<>();

    @Option(names = "--no-faults", description = "break nothing: a control run")
    private boolean noFaults;

    @Option(
            names = "--no-failpoints",
            description =
                    "end no node between two acts: run the classes that are delivered, not altered"
                            + " ones")
    private boolean noFailpoints;

    @Option(
            names = "--sabotage",
            paramLabel = "NAME",
            defaultValue = "",
            description =
                    "run nodes with a promise broken on purpose (a file of"
                        + " testkit/src/test/sabotage without its suffix), which should end with"
                        + " status 1")
    private String sabotage = "";

    @Option(
            names = "--net",
            defaultValue = "77",
            description = "addresses are 127.N.… (${DEFAULT-VALUE})")
    private int net;

    @Option(names = "--shift", defaultValue = "0", description = "added to every port")
    private int shift;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "a setting of every node; no secret, since `ps` shows it")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description =
                    "where journals and logs go, in the place of an earlier report"
                            + " (chaos-reports/SEED)")
    private Optional<Path> report = Optional.empty();

    @Option(names = "--keep", description = "keep the deployment's data")
    private boolean keep;

    @Override
    public Integer call() throws InterruptedException {
        LogOutput.configure(new Settings.Log(Settings.Log.Format.PLAIN, Settings.Log.Level.WARN));
        inRange("--seconds", seconds, MOST_SECONDS);
        inRange("--rate", rate, MOST_RATE);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(ChaosRun.settings(shift));
        all.addAll(settings);
        Deployment deployment =
                new Deployment(edges, cores, archivers, 1, brokers, new Network(net, shift), all);
        Path home = Path.of(System.getProperty("rookery.home", "."));
        Set<String> roles = roles();
        ChaosRun.Places places =
                new ChaosRun.Places(
                        report.orElse(Path.of("chaos-reports", Long.toString(seed)))
                                .toAbsolutePath(),
                        NodeClasses.in(home),
                        Rookery.class.getName(),
                        System.getProperty(
                                "rookery.bench.classpath",
                                System.getProperty("java.class.path", "")));
        return new ChaosRun(
                        new ChaosRun.Plan(
                                seconds, seed, deployment, altered(home), roles, rate, keep),
                        places,
                        out::println)
                .run();
    }

    private static void inRange(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw StartFailure.of(name, value, "from 1 to " + most);
        }
    }

    private AlteredSources altered(Path home) {
        if (!sabotage.isEmpty()) {
            return noFailpoints
                    ? AlteredSources.sabotaged(home, sabotage)
                    : AlteredSources.withFailpoints(home, sabotage);
        }
        return noFaults || noFailpoints || !AlteredSources.areIn(home)
                ? AlteredSources.none()
                : AlteredSources.withFailpoints(home, "");
    }

    private Set<String> roles() {
        if (noFaults) {
            return Set.of();
        }
        Set<String> roles = new TreeSet<>(only.isEmpty() ? ChaosRun.ROLES : only);
        Set<String> known = new TreeSet<>(ChaosRun.ROLES);
        if (!noFailpoints) {
            known.addAll(AlteredSources.failpoints());
        }
        for (String role : roles) {
            if (!known.contains(role)) {
                throw StartFailure.of("--faults", role, String.join(", ", known));
            }
        }
        return roles;
    }
}
