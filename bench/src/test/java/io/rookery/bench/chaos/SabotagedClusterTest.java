package io.rookery.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.chaos.AlteredSources;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Promises broken on purpose, and that chaos with real processes goes red by each.
@Tag("drill")
@Timeout(900)
class SabotagedClusterTest {
    private static final int SECONDS = 45;
    private static final int RATE = 150;

    @ParameterizedTest
    @CsvSource({
        "offset-outside-transaction, rows-and-offset, 21",
        "found-is-done, record-and-forward, 22"
    })
    void a_run_with_a_sabotage_is_red(
            String sabotage, String fault, long seed, @TempDir Path report) throws Exception {
        Rehearsal rehearsal = Rehearsal.in(report);

        int status =
                rehearsal.run(
                        SECONDS,
                        seed,
                        rehearsal.deployment(2, 2, 1, 1),
                        AlteredSources.withFailpoints(Rehearsal.ROOT, sabotage),
                        Set.of(fault),
                        RATE);

        assertThat(status).isEqualTo(Rehearsal.BROKEN);
        assertThat(rehearsal.findings().getFirst()).startsWith("LOST");
    }
}
