package io.rookery.archive.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PauseTest {
    private final Pause pause = new Pause(Duration.ofHours(1), Duration.ofHours(3));

    @Test
    void pause_doubles_up_to_its_maximum() {
        assertThat(pause.over()).isTrue();
        pause.lengthen();
        assertThat(pause.left()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        pause.lengthen();
        assertThat(pause.left()).isBetween(Duration.ofMinutes(119), Duration.ofHours(2));
        pause.lengthen();
        pause.lengthen();
        assertThat(pause.left()).isBetween(Duration.ofMinutes(179), Duration.ofHours(3));
    }

    @Test
    void ended_pause_begins_small_again() {
        pause.lengthen();
        pause.lengthen();

        pause.end();
        assertThat(pause.over()).isTrue();
        pause.lengthen();

        assertThat(pause.left()).isLessThanOrEqualTo(Duration.ofHours(1));
    }
}
