package io.rookery.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.watch.Finding;
import io.rookery.routing.port.watch.Finding.Severity;
import io.rookery.server.doctor.ArchiverLag.Place;
import io.rookery.server.doctor.ArchiverLag.Progress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchiverLagTest {
    private static final String LOG = "rookery-accounts";
    private static final Place FIRST = new Place(LOG, 0);
    private static final Place SECOND = new Place(LOG, 1);

    /// @param first what was read before, `later` two seconds after
    private static List<Finding> found(
            List<Long> ends, Map<Place, Progress> first, Map<Place, Progress> later) {
        Findings found = new Findings("");
        ArchiverLag.report(
                found, ArchiverLag.behind(ArchiverLag.suspects(Map.of(LOG, ends), first), later));
        return found.all();
    }

    @Test
    void a_record_that_came_after_a_long_silence_and_is_archived_a_moment_later_is_no_finding() {
        assertThat(
                        found(
                                List.of(8L),
                                Map.of(FIRST, new Progress(7, 3_600)),
                                Map.of(FIRST, new Progress(8, 1))))
                .isEmpty();
    }

    @Test
    void what_is_archived_to_its_end_is_no_finding_however_long_ago() {
        Map<Place, Progress> read = Map.of(FIRST, new Progress(7, 86_400));

        assertThat(found(List.of(7L), read, read)).isEmpty();
        assertThat(found(List.of(0L, 0L), Map.of(), Map.of())).isEmpty();
    }

    @Test
    void an_archiver_that_moves_is_no_finding_though_it_is_far_behind() {
        assertThat(
                        found(
                                List.of(9_000L),
                                Map.of(FIRST, new Progress(7, 40)),
                                Map.of(FIRST, new Progress(400, 0))))
                .isEmpty();
        assertThat(
                        found(
                                List.of(9_000L),
                                Map.of(FIRST, new Progress(7, 3)),
                                Map.of(FIRST, new Progress(7, 5))))
                .isEmpty();
    }

    @Test
    void a_partition_that_does_not_move_is_a_warning_and_after_minutes_an_error() {
        Map<Place, Progress> read = Map.of(FIRST, new Progress(7, 31), SECOND, new Progress(9, 1));
        Map<Place, Progress> longer = Map.of(FIRST, new Progress(7, 300));

        List<Finding> warned = found(List.of(17L, 9L), read, read);
        List<Finding> failed = found(List.of(17L), longer, longer);

        assertThat(warned)
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.code()).isEqualTo("archiver-behind");
                    assertThat(each.severity()).isEqualTo(Severity.WARNING);
                    assertThat(each.subject()).isEqualTo("rookery-accounts/0: 10 records, 31 s");
                    assertThat(each.text()).contains("1 partitions", "31 s", "10 records");
                });
        assertThat(failed).extracting(Finding::severity).containsExactly(Severity.ERROR);
    }

    @Test
    void where_no_archiver_ever_ran_all_is_behind() {
        List<Finding> found = found(List.of(5L, 0L), Map.of(), Map.of());

        assertThat(found)
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.severity()).isEqualTo(Severity.ERROR);
                    assertThat(each.subject())
                            .isEqualTo("rookery-accounts/0: 5 records, never archived");
                    assertThat(each.text()).contains("never archived", "5 records");
                });
    }

    @Test
    void an_archiver_that_begins_between_two_looks_is_no_finding() {
        assertThat(found(List.of(5L), Map.of(), Map.of(FIRST, new Progress(5, 0)))).isEmpty();
    }
}
