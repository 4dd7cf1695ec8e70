package io.rookery.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.watch.Finding;
import io.rookery.routing.port.watch.Finding.Severity;
import io.rookery.server.doctor.Doctor.Check;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class DoctorTest {
    private static List<Finding> examine(Check... checks) {
        return new Doctor(Optional::empty, List.of(checks), InstantSource.system())
                .examine()
                .findings();
    }

    @Test
    void a_node_outside_of_the_cluster_sees_nobody_and_says_so() {
        assertThat(examine())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.code()).isEqualTo("no-cluster");
                    assertThat(each.severity()).isEqualTo(Severity.ERROR);
                });
    }

    @Test
    void what_cannot_be_looked_at_is_named_with_its_reason() {
        List<Finding> found =
                examine(
                        new Check(
                                "kafka",
                                () -> {
                                    throw new IllegalStateException("no way");
                                }));

        assertThat(found)
                .filteredOn(each -> each.code().equals("not-seen"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.subject()).isEqualTo("kafka");
                    assertThat(each.text()).contains("no way");
                });
    }

    @Test
    void errors_come_before_notes() {
        Findings notes = new Findings("");
        notes.note(new Findings.Trouble("a-note", "", "t", "m", "a"));

        assertThat(examine(new Check("notes", notes::all)))
                .extracting(Finding::code)
                .containsExactly("no-cluster", "a-note");
    }

    @Test
    void a_database_that_nobody_reaches_is_an_error() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/rookery");

        List<Finding> found = new DatabaseCheck(() -> nowhere, Map::of).look();

        assertThat(found)
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.code()).isEqualTo("database-down");
                    assertThat(each.severity()).isEqualTo(Severity.ERROR);
                });
    }

    @Test
    void kafka_that_nobody_reaches_is_an_error_and_has_no_log() {
        KafkaCheck check = new KafkaCheck(() -> "127.0.0.1:1");

        assertThat(check.look())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.code()).isEqualTo("kafka-down");
                    assertThat(each.advice()).contains("127.0.0.1:1");
                });
        assertThat(check.log()).isEmpty();
    }
}
