package io.rookery.archive.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.archive.backend.Records;
import org.junit.jupiter.api.Test;

class OpeningsTest {
    private final Openings openings = new Openings();

    @Test
    void without_openings_the_stretch_begins_where_it_did() {
        openings.take(11, Records.opened(3));

        assertThat(openings.begin(10)).isEqualTo(10);
        assertThat(openings.epochAtBegin()).isEqualTo(3);
    }

    @Test
    void unfinished_opening_takes_the_beginning_back_to_its_own() {
        openings.take(20, Records.opening(4));

        assertThat(openings.begin(10)).isEqualTo(4);
    }

    @Test
    void finished_opening_settles_those_before_it() {
        openings.take(20, Records.opening(4));
        openings.take(21, Records.opening(6));
        openings.take(22, Records.opened(21));

        assertThat(openings.begin(10)).isEqualTo(10);
    }

    @Test
    void opening_is_not_finished_by_its_predecessors_word() {
        openings.take(20, Records.opening(4));
        openings.take(21, Records.opening(6));
        openings.take(22, Records.opened(20));

        assertThat(openings.begin(10)).isEqualTo(4);
    }

    @Test
    void epoch_at_the_beginning_is_the_greatest_before_the_first_opening() {
        openings.take(10, Records.taken(2));
        openings.take(11, Records.taken(5));
        openings.take(12, Records.taken(2));
        openings.take(20, Records.opening(10));
        openings.take(21, Records.taken(20));

        assertThat(openings.epochAtBegin()).isEqualTo(5);
    }
}
