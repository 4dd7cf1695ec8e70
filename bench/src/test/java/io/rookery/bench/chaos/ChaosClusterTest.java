package io.rookery.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.chaos.AlteredSources;
import io.rookery.server.chaos.ChaosRun;
import io.rookery.server.cli.Rookery;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two minutes of `./rookery chaos`: promises P1 to P4 with real processes that are killed.
@Timeout(900)
class ChaosClusterTest {
    private static final int SECONDS = 120;
    private static final int SEED = 1;
    private static final int BROKEN = 1;

    private static final Path ROOT = Path.of(System.getProperty("rookery.home", ".."));

    /// Whatever else runs on this machine, another run of this test too.
    private static final Network NETWORK =
            new Network(
                    ThreadLocalRandom.current().nextInt(1, 255),
                    ThreadLocalRandom.current().nextInt(1_000, 6_000));

    @Test
    void nothing_acknowledged_is_lost_doubled_or_reordered_while_processes_are_killed(
            @TempDir Path report) throws Exception {
        ChaosRun run =
                new ChaosRun(
                        new ChaosRun.Plan(
                                SECONDS,
                                SEED,
                                new Deployment(
                                        2, 3, 2, 1, 1, NETWORK, ChaosRun.settings(NETWORK.shift())),
                                AlteredSources.withFailpoints(ROOT, ""),
                                Set.of("edge", "core", "archiver", "api", "storage"),
                                260,
                                false),
                        new ChaosRun.Places(
                                report,
                                Path.of("target", "node-classes"),
                                Rookery.class.getName(),
                                System.getProperty("java.class.path", "")),
                        System.out::println);

        int status = run.run();

        // Whether the run was fast enough to count depends on the machine; promises do not.
        assertThat(status).as(() -> "findings: " + findings(report)).isNotEqualTo(BROKEN);
    }

    private static String findings(Path report) {
        try {
            return String.join("\n", Files.readAllLines(report.resolve("findings.txt")));
        } catch (IOException e) {
            return "none were written";
        }
    }
}
