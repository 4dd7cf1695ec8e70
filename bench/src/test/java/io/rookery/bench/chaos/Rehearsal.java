package io.rookery.bench.chaos;

import io.rookery.server.chaos.AlteredSources;
import io.rookery.server.chaos.ChaosRun;
import io.rookery.server.cli.Rookery;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Runs of `./rookery chaos` by tests, on addresses and ports that nothing else has, another run of
/// the same test included.
record Rehearsal(Path report, Network network) {
    static final Path ROOT = Path.of(System.getProperty("rookery.home", ".."));

    /// The checker's statuses when every promise was kept.
    static final int KEPT = 0;

    static final int DOES_NOT_COUNT = 3;

    /// The checker's status when a promise was broken.
    static final int BROKEN = 1;

    /// @param report where journals go
    static Rehearsal in(Path report) {
        return new Rehearsal(
                report,
                new Network(
                        ThreadLocalRandom.current().nextInt(1, 255),
                        ThreadLocalRandom.current().nextInt(1_000, 6_000)));
    }

    Deployment deployment(int edges, int cores, int archivers, int brokers) {
        return new Deployment(
                edges, cores, archivers, 1, brokers, network, ChaosRun.settings(network.shift()));
    }

    /// @param rate messages a second
    /// @param roles that are hit
    /// @return the checker's status
    int run(
            int seconds,
            long seed,
            Deployment deployment,
            AlteredSources altered,
            Set<String> roles,
            int rate)
            throws InterruptedException {
        return new ChaosRun(
                        new ChaosRun.Plan(seconds, seed, deployment, altered, roles, rate, false),
                        new ChaosRun.Places(
                                report,
                                Path.of("target", "node-classes"),
                                Rookery.class.getName(),
                                System.getProperty("java.class.path", "")),
                        System.out::println)
                .run();
    }

    /// All that was found, the broken promises first.
    List<String> findings() {
        try {
            return Files.readAllLines(report.resolve("findings.txt"));
        } catch (IOException e) {
            return List.of("none were written");
        }
    }

    /// A figure of the verdict, without its unit.
    double figure(String name) throws IOException {
        String verdict = Files.readString(report.resolve("verdict.txt"));
        for (String word : verdict.split("\\s+", -1)) {
            if (word.startsWith(name + '=')) {
                return Double.parseDouble(word.substring(name.length() + 1).replace("s", ""));
            }
        }
        throw new IllegalArgumentException(name + ": (expected: a figure of " + verdict + ')');
    }
}
