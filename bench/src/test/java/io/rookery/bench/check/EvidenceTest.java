package io.rookery.bench.check;

import static io.rookery.bench.check.Told.JULIET;
import static io.rookery.bench.check.Told.ROMEO;
import static io.rookery.bench.check.Told.id;
import static io.rookery.bench.check.Told.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.bench.check.Finding.Kind;
import io.rookery.bench.journal.Event;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Each broken promise is found in what was written down, and nothing where all is well.
class EvidenceTest {
    private final Told told =
            new Told()
                    .event(JULIET, new Event.Bound("edge-1"))
                    .event(ROMEO, new Event.Bound("edge-1"));

    @Test
    void a_run_in_which_all_is_well_has_no_findings() {
        told.whole(1).whole(2).whole(3);

        assertThat(told.verdict().findings()).isEmpty();
        assertThat(told.verdict().promisesKept()).isTrue();
        assertThat(told.verdict().line())
                .startsWith("sent=3 acknowledged=3 lost=0 duplicated=0 reordered=0 missed=0");
    }

    @Test
    void an_acknowledged_message_that_is_missing_in_the_senders_archive_is_lost() {
        told.acknowledged(1).received(1).archived(ROMEO, id(1), key(1));

        assertThat(told.found()).containsExactly(Kind.LOST);
    }

    @Test
    void an_acknowledged_message_that_is_missing_in_the_recipients_archive_is_lost() {
        told.acknowledged(1).received(1).archived(JULIET, id(1), key(1));

        assertThat(told.found()).containsExactly(Kind.LOST);
    }

    @Test
    void an_acknowledged_message_that_was_neither_received_nor_is_pending_is_lost() {
        told.acknowledged(1).archived(1);

        assertThat(told.found()).containsExactly(Kind.LOST);
        assertThat(told.verdict().line()).contains(" lost=1 ");
    }

    @Test
    void a_message_that_is_pending_is_not_lost() {
        told.acknowledged(1).archived(1).pending(ROMEO, id(1));

        assertThat(told.found()).isEmpty();
    }

    @Test
    void a_message_that_nobody_acknowledged_or_that_came_back_may_be_missing() {
        told.event(JULIET, new Event.Sent(key(1), false));
        told.acknowledged(2).event(JULIET, new Event.Refused(key(2), "remote-server-timeout"));

        assertThat(told.found()).containsExactly(Kind.REFUSED);
        assertThat(told.verdict().promisesKept()).isTrue();
    }

    @Test
    void two_entries_of_one_message_are_a_duplicate() {
        told.whole(1).archived(ROMEO, id(2), key(1));

        assertThat(told.found()).containsExactly(Kind.DUPLICATED);
    }

    @Test
    void an_archive_in_another_order_than_the_senders_is_reordered() {
        told.acknowledged(1).acknowledged(2).received(1).received(2);
        told.archived(JULIET, id(1), key(1)).archived(JULIET, id(2), key(2));
        told.archived(ROMEO, id(1), key(2)).archived(ROMEO, id(2), key(1));

        assertThat(told.found()).containsExactly(Kind.REORDERED);
    }

    @Test
    void a_session_that_receives_in_another_order_is_reordered() {
        told.acknowledged(1).acknowledged(2).received(2).received(1).archived(1).archived(2);

        assertThat(told.found()).containsExactly(Kind.REORDERED);
    }

    @Test
    void a_message_that_had_come_back_as_an_error_may_arrive_late() {
        told.event(JULIET, new Event.Sent(key(1), false)).acknowledged(2);
        told.event(JULIET, new Event.Refused(key(1), "remote-server-timeout"));
        told.received(2).received(1);
        told.archived(JULIET, id(1), key(1)).archived(JULIET, id(2), key(2));
        told.archived(ROMEO, id(1), key(2)).archived(ROMEO, id(2), key(1));

        assertThat(told.found()).containsExactly(Kind.REFUSED, Kind.LATE);
        assertThat(told.verdict().promisesKept()).isTrue();
    }

    @Test
    void what_was_pending_may_follow_when_a_broker_was_lost() {
        told.acknowledged(1).acknowledged(2).archived(1).archived(2);
        told.fault("fault", "broker", "kill -9 broker-1").event(ROMEO, new Event.Bound("edge-1"));
        told.received(2).event(ROMEO, new Event.Received(key(1), id(1), true));

        assertThat(told.found()).containsExactly(Kind.LATE);
    }

    @Test
    void what_was_pending_may_follow_when_the_database_could_not_be_read() {
        told.acknowledged(1).acknowledged(2).archived(1).archived(2);
        told.received(2).event(ROMEO, new Event.Received(key(1), id(1), true));
        assertThat(told.found()).containsExactly(Kind.REORDERED);

        Told away = new Told().acknowledged(1).acknowledged(2).archived(1).archived(2);
        away.fault("fault", "storage", "kill -9 storage").event(ROMEO, new Event.Bound("edge-1"));
        away.received(2).event(ROMEO, new Event.Received(key(1), id(1), true));
        assertThat(away.found()).containsExactly(Kind.LATE);
    }

    @Test
    void an_entry_behind_the_back_of_who_pages_is_missed() {
        told.whole(1).acknowledged(2).received(2).archived(JULIET, id(2), key(2));
        told.archivedUnseen(ROMEO, id(2), key(2));

        assertThat(told.found()).containsExactly(Kind.MISSED);
        assertThat(told.verdict().promisesKept()).isFalse();
    }

    @Test
    void a_socket_that_closes_while_its_edge_lives_was_closed_by_a_cores_loss() {
        told.fault("down", "edge-2").event(ROMEO, new Event.Closed("edge-1", false, "conflict"));

        assertThat(told.found()).containsExactly(Kind.CLOSED);
        assertThat(told.verdict().line()).contains(" closed-by-core-loss=1 ");
    }

    @Test
    void a_socket_that_closes_with_its_edge_or_because_the_client_wants_it_is_nobodys_fault() {
        told.fault("down", "edge-1").event(ROMEO, new Event.Closed("edge-1", false, "reset"));
        told.fault("up", "edge-1").fault("begin");
        told.event(JULIET, new Event.Closed("edge-1", true, ""));

        assertThat(told.found()).isEmpty();
    }

    @Test
    void an_edge_that_is_up_again_answers_for_its_sockets() {
        told.fault("down", "edge-1").fault("up", "edge-1").fault("begin").fault("begin");
        told.event(ROMEO, new Event.Closed("edge-1", false, "reset"));

        assertThat(told.found()).containsExactly(Kind.CLOSED);
    }

    @Test
    void a_message_that_comes_twice_to_one_session_is_repeated_also_over_a_resumption() {
        told.whole(1).event(ROMEO, new Event.Resumed("edge-2")).received(1);

        assertThat(told.found()).containsExactly(Kind.REPEATED);
        assertThat(told.verdict().resumed()).isEqualTo(1);
    }

    @Test
    void after_a_core_was_lost_a_message_may_come_again_under_its_id_only() {
        told.whole(1).fault("fault", "core", "kill -9 core-1").received(1);
        assertThat(told.found()).containsExactly(Kind.AGAIN);

        Told other = new Told().event(ROMEO, new Event.Bound("edge-1")).whole(1);
        other.fault("fault", "core", "kill -9 core-1");
        other.event(ROMEO, new Event.Received(key(1), id(2), false));
        assertThat(other.found()).containsExactly(Kind.REPEATED);
    }

    @Test
    void a_message_that_comes_again_to_a_later_session_breaks_no_promise() {
        told.whole(1).event(ROMEO, new Event.Bound("edge-2")).received(1);

        assertThat(told.found()).containsExactly(Kind.AGAIN);
        assertThat(told.verdict().promisesKept()).isTrue();
    }

    @Test
    void what_nobody_wrote_or_only_one_of_pages_and_rows_has_is_strange() {
        assertThat(new Told().archived(ROMEO, id(1), "hello").found())
                .containsExactly(Kind.STRANGE);
        assertThat(new Told().whole(1).row(ROMEO, id(2), key(1)).found())
                .containsExactly(Kind.STRANGE);
        assertThat(told.event(JULIET, new Event.Received(key(1), id(1), false)).found())
                .containsExactly(Kind.STRANGE);
    }

    @Test
    void a_run_with_too_few_messages_or_faults_or_a_role_not_hit_does_not_count() {
        told.whole(1).fault("end");

        assertThat(told.verdict().reservations())
                .satisfiesExactly(
                        few -> assertThat(few).contains("messages acknowledged a second"),
                        faults -> assertThat(faults).startsWith("0 faults in "),
                        roles -> assertThat(roles).isEqualTo("not hit: core"));
    }

    @Test
    void a_run_in_which_no_process_ended_at_a_failpoint_does_not_count() {
        Faults faults = new Faults();

        faults.take(0, List.of("begin", "core", "record-and-forward", "rows-and-offset"));
        faults.take(
                1,
                List.of(
                        "fault",
                        "core",
                        "core-1 ended at record-and-forward",
                        "record-and-forward"));

        assertThat(faults.spared()).containsExactly("rows-and-offset");
    }

    @Test
    void a_run_counts_only_when_each_of_its_minutes_had_enough() {
        Faults faults = new Faults();
        Evidence evidence = new Evidence(faults);
        Sessions juliet = evidence.client(JULIET);
        long second = 1_000_000_000L;

        faults.take(0, List.of("begin", "core"));
        IntStream.range(0, 40).forEach(each -> faults.take(1, List.of("blink", "core", "halt")));
        IntStream.rangeClosed(1, 27_000)
                .forEach(number -> {
                    // 300 in each second of the first minute, 150 in each of the other.
                    long at =
                            number <= 18_000
                                    ? number * second / 300
                                    : 60 * second + (number - 18_000) * second / 150;
                    juliet.take(at, new Event.Sent(key(number), false));
                    juliet.take(at + 1, new Event.Acknowledged(key(number)));
                });
        faults.take(120 * second, List.of("end"));

        assertThat(evidence.verdict().line()).contains(" rate=225 worst-minute=150 ");
        assertThat(evidence.verdict().reservations())
                .containsExactly(
                        "150 messages acknowledged a second in the worst minute (expected: 200)");
    }

    @Test
    void after_a_moments_halt_no_message_may_come_again() {
        told.whole(1).fault("blink", "core", "halt core-1 for 1.0 s").received(1);

        assertThat(told.found()).containsExactly(Kind.REPEATED);
    }

    @Test
    void the_longest_time_without_an_acknowledgement_is_told_up_to_the_end() {
        Faults faults = new Faults();
        Evidence evidence = new Evidence(faults);
        Sessions juliet = evidence.client(JULIET);
        long second = 1_000_000_000L;

        faults.take(second, List.of("begin", "broker"));
        for (long at : List.of(2L, 6L, 7L)) {
            juliet.take(at * second, new Event.Sent(key(at), false));
            juliet.take(at * second, new Event.Acknowledged(key(at)));
        }
        faults.take(12 * second, List.of("end"));

        assertThat(evidence.verdict().line()).endsWith("silence=5.0s");
    }

    @Test
    void a_run_with_enough_of_all_counts() {
        Faults faults = new Faults();
        Evidence evidence = new Evidence(faults);
        Sessions juliet = evidence.client(JULIET);
        long second = 1_000_000_000L;

        faults.take(0, List.of("begin", "core"));
        faults.take(1, List.of("fault", "core", "kill -9 core-1"));
        IntStream.rangeClosed(1, 1_000)
                .forEach(number -> {
                    juliet.take(number, new Event.Sent(key(number), false));
                    juliet.take(number + second, new Event.Acknowledged(key(number)));
                });
        faults.take(5 * second, List.of("end"));

        assertThat(evidence.verdict().reservations()).isEmpty();
        assertThat(evidence.verdict().line()).contains("slowest=1.0s");
    }
}
