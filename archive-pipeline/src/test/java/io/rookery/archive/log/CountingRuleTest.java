package io.rookery.archive.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.archive.backend.Records;
import io.rookery.routing.wire.LogRecord;
import org.junit.jupiter.api.Test;

class CountingRuleTest {
    private final CountingRule rule = CountingRule.anywhere();

    @Test
    void record_under_the_last_opening_counts() {
        opening(5);

        assertThat(takes(6, 5, 1)).isTrue();
        assertThat(takes(7, 5, 2)).isTrue();
    }

    @Test
    void record_of_a_replaced_owner_does_not_count() {
        opening(5);
        takes(6, 5, 1);
        opening(7);

        assertThat(takes(8, 5, 2)).isFalse();
        assertThat(takes(9, 7, 1)).isTrue();
        assertThat(takes(10, 5, 3)).isFalse();
    }

    @Test
    void nothing_counts_after_a_hole_until_the_next_opening() {
        opening(5);
        takes(6, 5, 1);

        assertThat(takes(7, 5, 3)).isFalse();
        assertThat(takes(8, 5, 2)).isFalse();
        assertThat(takes(9, 5, 4)).isFalse();

        opening(10);
        assertThat(takes(11, 10, 1)).isTrue();
    }

    @Test
    void hole_is_remembered_over_a_restart() {
        opening(5);
        takes(6, 5, 2);

        CountingRule resumed = CountingRule.resume(rule.epoch(), rule.number());

        assertThat(resumed.counts(7, Records.opened(5), 3)).isFalse();
    }

    @Test
    void first_record_under_an_opening_must_be_number_one() {
        opening(5);

        assertThat(takes(6, 5, 2)).isFalse();
    }

    @Test
    void repeated_number_does_not_count_and_is_no_hole() {
        opening(5);
        takes(6, 5, 1);

        assertThat(takes(7, 5, 1)).isFalse();
        assertThat(takes(8, 5, 2)).isTrue();
    }

    @Test
    void unreadable_record_is_no_hole() {
        opening(5);
        takes(6, 5, 1);

        rule.unreadable(2);

        assertThat(takes(8, 5, 3)).isTrue();
    }

    @Test
    void unreadable_record_does_not_mend_a_hole() {
        opening(5);
        takes(6, 5, 2);

        rule.unreadable(3);

        assertThat(takes(8, 5, 4)).isFalse();
    }

    @Test
    void greatest_epoch_seen_is_in_force_when_reading_begins_behind_its_opening() {
        assertThat(takes(100, 50, 17)).isTrue();
        assertThat(takes(101, 60, 3)).isTrue();
        assertThat(takes(102, 50, 18)).isFalse();
        assertThat(takes(103, 60, 4)).isTrue();
    }

    @Test
    void record_that_names_an_epoch_not_before_itself_never_counts() {
        assertThat(takes(10, 10, 1)).isFalse();
        assertThat(takes(11, Long.MAX_VALUE, 1)).isFalse();
        assertThat(rule.epoch()).isNegative();
    }

    @Test
    void record_without_number_counts_by_its_epoch() {
        opening(5);

        assertThat(takes(6, 5, CountingRule.UNNUMBERED)).isTrue();
        assertThat(takes(7, 4, CountingRule.UNNUMBERED)).isFalse();
    }

    @Test
    void copy_moves_by_itself() {
        opening(5);

        CountingRule copy = rule.copy();
        copy.counts(6, Records.opening(0), CountingRule.UNNUMBERED);

        assertThat(copy.epoch()).isEqualTo(6);
        assertThat(rule.epoch()).isEqualTo(5);
    }

    private void opening(long offset) {
        assertThat(rule.counts(offset, Records.opening(0), CountingRule.UNNUMBERED)).isFalse();
    }

    private boolean takes(long offset, long epoch, long number) {
        return rule.counts(offset, LogRecord.newBuilder().setEpoch(epoch).build(), number);
    }
}
