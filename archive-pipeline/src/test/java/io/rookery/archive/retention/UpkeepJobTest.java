package io.rookery.archive.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Database;
import io.rookery.archive.backend.Records;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpkeepJobTest {
    private static final Duration DAY = Duration.ofDays(1);

    private Database database;
    private Instant now = Records.NOON;
    private final List<String> done = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        database = Backends.database();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private UpkeepJob job(Duration every) {
        return new UpkeepJob("sweep", every, database.archiver(), () -> now);
    }

    @Test
    void a_job_that_was_done_rests_on_every_node() throws Exception {
        assertThat(job(DAY).runIfDue(() -> done.add("first"))).isTrue();

        now = now.plus(DAY).minusSeconds(1);
        assertThat(job(DAY).runIfDue(() -> done.add("too early"))).isFalse();
        now = now.plusSeconds(1);
        assertThat(job(DAY).runIfDue(() -> done.add("second"))).isTrue();

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void only_one_node_is_at_it() throws Exception {
        boolean outer =
                job(Duration.ZERO)
                        .runIfDue(() -> {
                            assertThat(job(Duration.ZERO).runIfDue(() -> done.add("other")))
                                    .isFalse();
                            done.add("one");
                        });

        assertThat(outer).isTrue();
        assertThat(done).containsExactly("one");
        assertThat(job(Duration.ZERO).runIfDue(() -> done.add("again"))).isTrue();
    }

    @Test
    void a_job_that_failed_is_due_at_once() throws Exception {
        assertThatThrownBy(() ->
                        job(DAY).runIfDue(() -> {
                            throw new SQLException("cut off");
                        }))
                .hasMessage("cut off");

        assertThat(job(DAY).runIfDue(() -> done.add("done"))).isTrue();
    }

    @Test
    void a_node_that_is_killed_at_it_leaves_it_to_the_next() throws Exception {
        assertThatThrownBy(() ->
                        job(DAY).runIfDue(() ->
                                database.rows(
                                        "SELECT pg_terminate_backend(pid, 10000) FROM"
                                                + " pg_stat_activity WHERE usename ="
                                                + " 'rookery_archiver' AND datname ="
                                                + " current_database()")))
                .isInstanceOf(SQLException.class);

        assertThat(job(DAY).runIfDue(() -> done.add("done"))).isTrue();
    }
}
