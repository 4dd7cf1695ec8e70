package io.rookery.server.assembly;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.observability.Health;
import io.rookery.server.roles.StartFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/// A node whose clock is far off does not join.
class ClockPartTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    private static ClockPart against(ClockPart.Reference reference) {
        return new ClockPart(reference, CLOCK, new Health(CLOCK));
    }

    @Test
    void ten_minutes_behind_or_ahead_is_refused_by_name() {
        for (Duration off : new Duration[] {Duration.ofMinutes(10), Duration.ofMinutes(-10)}) {
            assertThatThrownBy(() -> against(() -> NOW.plus(off)).start())
                    .isInstanceOf(StartFailure.class)
                    .hasMessage(
                            "clock: 600 s from the database's (expected: at most 60 s: set this"
                                    + " machine's clock)");
        }
    }

    @Test
    void a_minute_is_borne() {
        assertThatCode(() -> against(() -> NOW.plusSeconds(60)).start()).doesNotThrowAnyException();
    }

    @Test
    void a_database_that_is_away_is_no_reason_not_to_start() {
        assertThatCode(() ->
                        against(
                                        () -> {
                                            throw new SQLException("away");
                                        })
                                .start())
                .doesNotThrowAnyException();
    }
}
