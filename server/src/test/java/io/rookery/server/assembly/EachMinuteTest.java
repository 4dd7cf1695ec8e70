package io.rookery.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EachMinuteTest {
    /// A moment before a minute begins: whoever computes how long to wait waits that moment.
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:59.950Z");

    private static final Instant NEXT = Instant.parse("2026-11-22T12:01:00Z");
    private static final int TIMES = 50;

    @Test
    void minute_that_begins_before_the_thread_does_is_not_missed() throws Exception {
        for (int time = 0; time < TIMES; time++) {
            AtomicReference<Instant> clock = new AtomicReference<>(NOW);
            CompletableFuture<Instant> performed = new CompletableFuture<>();
            try (EachMinute minutes =
                    EachMinute.begin("minutes", clock::get, performed::complete)) {
                clock.set(NOW.plusSeconds(60));

                assertThat(performed.get(20, TimeUnit.SECONDS)).as("%s", minutes).isEqualTo(NEXT);
            }
        }
    }
}
