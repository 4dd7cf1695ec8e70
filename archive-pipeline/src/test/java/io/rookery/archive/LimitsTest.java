package io.rookery.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void defaults_are_those_of_the_protocol() {
        Limits limits = Limits.DEFAULT;

        assertThat(limits.log().tail()).isEqualTo(Duration.ofMinutes(2));
        assertThat(limits.log().recordBytes()).isEqualTo(1_048_576);
        assertThat(limits.query().readWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(limits.query().count()).isEqualTo(10_000);
        assertThat(limits.ingest().batchRecords()).isEqualTo(2_000);
        assertThat(limits.retention().batchRows()).isEqualTo(5_000);
    }

    @Test
    void records_are_tried_for_longer_than_a_sender_waits_for_its_error() {
        Limits.Log usual = Limits.Log.DEFAULT;

        assertThat(usual.deliveryTimeout()).isGreaterThan(Duration.ofSeconds(60));
        assertThat(usual.deliveryTimeout()).isLessThan(usual.tail());
        assertThat(usual.requestTimeout()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void record_may_not_be_on_its_way_for_longer_than_a_replay_looks_back() {
        Limits.Log usual = Limits.Log.DEFAULT;

        assertThatThrownBy(() ->
                        new Limits.Log(
                                Duration.ofSeconds(30),
                                usual.recordBytes(),
                                usual.linger(),
                                usual.watchPause(),
                                usual.batchBytes(),
                                usual.bufferBytes(),
                                Duration.ofSeconds(30),
                                usual.blockTimeout(),
                                usual.stallTimeout(),
                                1,
                                1))
                .hasMessage("deliveryTimeout: PT30S (expected: less than PT30S)");
    }
}
