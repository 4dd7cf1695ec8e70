package io.rookery.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.chaos.AlteredSources;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One broker of three is killed, again and again (P8).
@Tag("drill")
@Timeout(900)
class BrokerLossClusterTest {
    private static final int SECONDS = 60;
    private static final int SEED = 5;
    private static final int RATE = 100;

    /// Less than a message may wait for its confirmation; Kafka itself gives a broker up after 3 s.
    private static final double LONGEST_SILENCE = 30;

    @Test
    void with_two_of_three_brokers_messages_arrive_and_are_acknowledged(@TempDir Path report)
            throws Exception {
        Rehearsal rehearsal = Rehearsal.in(report);

        int status =
                rehearsal.run(
                        SECONDS,
                        SEED,
                        rehearsal.deployment(2, 2, 1, 3),
                        AlteredSources.none(),
                        Set.of("broker"),
                        RATE);

        assertThat(status)
                .as(() -> "findings: " + String.join("\n", rehearsal.findings()))
                .isIn(Rehearsal.KEPT, Rehearsal.DOES_NOT_COUNT);
        assertThat(rehearsal.figure("faults")).isPositive();
        assertThat(rehearsal.figure("refused")).isZero();
        assertThat(rehearsal.figure("silence")).isLessThan(LONGEST_SILENCE);
    }
}
