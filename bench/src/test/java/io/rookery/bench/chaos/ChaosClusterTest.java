package io.rookery.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.chaos.AlteredSources;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two minutes of `./rookery chaos`: promises P1 to P4 with real processes that are killed.
@Timeout(900)
class ChaosClusterTest {
    private static final int SECONDS = 120;
    private static final int SEED = 1;
    private static final int RATE = 300;

    /// A sixth of what a quiet machine has: fewer would show nothing.
    private static final int LEAST_ACKNOWLEDGED = 6_000;

    private static final int LEAST_FAULTS = 10;

    @Test
    void nothing_acknowledged_is_lost_doubled_or_reordered_while_processes_are_killed(
            @TempDir Path report) throws Exception {
        Rehearsal rehearsal = Rehearsal.in(report);

        int status =
                rehearsal.run(
                        SECONDS,
                        SEED,
                        rehearsal.deployment(2, 3, 2, 1),
                        AlteredSources.withFailpoints(Rehearsal.ROOT, ""),
                        Set.of("edge", "core", "archiver", "api", "storage", "broker"),
                        RATE);

        // Whether the run was fast enough to count depends on the machine; promises do not.
        assertThat(status)
                .as(() -> "findings: " + String.join("\n", rehearsal.findings()))
                .isIn(Rehearsal.KEPT, Rehearsal.DOES_NOT_COUNT);
        assertThat(rehearsal.figure("acknowledged")).isGreaterThan(LEAST_ACKNOWLEDGED);
        assertThat(rehearsal.figure("faults")).isGreaterThan(LEAST_FAULTS);
    }
}
