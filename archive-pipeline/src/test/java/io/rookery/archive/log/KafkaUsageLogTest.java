package io.rookery.archive.log;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.archive.Limits;
import io.rookery.archive.backend.Records;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.wire.UsageSample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KafkaUsageLogTest {
    private static final UsageSample SAMPLE =
            UsageSample.newBuilder()
                    .setEventId("e")
                    .setTenant(Records.bytes(Records.ACME.value()))
                    .build();

    @Test
    void samples_that_no_broker_takes_fail_as_unavailable() {
        Limits.Log hasty =
                new Limits.Log(
                        Duration.ofMinutes(2),
                        1 << 20,
                        Duration.ofMillis(5),
                        Duration.ofMillis(5),
                        1 << 14,
                        1 << 20,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(1),
                        1,
                        1);
        try (KafkaUsageLog log =
                KafkaUsageLog.connect(
                        new LogSettings("127.0.0.1:1", "a", "u", "d", 1, Map.of()), hasty)) {
            assertThatThrownBy(() ->
                            log.send(List.of(SAMPLE))
                                    .toCompletableFuture()
                                    .get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UnavailableException.class);
        }
    }
}
