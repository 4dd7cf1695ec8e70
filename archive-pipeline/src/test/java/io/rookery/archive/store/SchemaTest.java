package io.rookery.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.archive.backend.ArchivedRows;
import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Database;
import io.rookery.archive.backend.Records;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private static final String APP = "rookery_app";
    private static final String ARCHIVER = "rookery_archiver";
    private static final String COUNT = "SELECT count(*) FROM archive_message";

    private Database database;

    @BeforeEach
    void open() throws Exception {
        database = Backends.database();
        ArchivedRows rows = new ArchivedRows(database);
        rows.message(Records.id(1));
        rows.message(Records.OTHER, "a@other.test", Records.id(2), Records.NOON, "b@other.test");
        rows.pending(Records.id(1), true);
        database.rows(
                "INSERT INTO archive_preference VALUES ('"
                        + Records.ACME.value()
                        + "', 'juliet@acme.test', 'always', '{}', '{}') RETURNING 1");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void every_table_with_a_tenant_is_under_forced_row_security_with_a_policy() throws Exception {
        List<String> tables =
                database.rows(
                        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AND EXISTS"
                                + " (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)"
                                + " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                                + " WHERE a.attname = 'tenant_id' AND c.relkind IN ('r', 'p')"
                                + " AND c.relnamespace = 'public'::regnamespace");

        assertThat(tables)
                .contains("archive_message|t", "pending_message|t", "archive_preference|t")
                .allMatch(table -> table.endsWith("|t"));
        // Partitions made later, too.
        assertThat(tables).filteredOn(table -> table.startsWith("archive_message_2")).isNotEmpty();
    }

    @Test
    void functions_that_run_as_their_owner_look_into_temporary_tables_last() throws Exception {
        List<String> paths =
                database.rows(
                        "SELECT p.proname, array_to_string(p.proconfig, ' ') FROM pg_proc p"
                                + " WHERE p.prosecdef"
                                + " AND p.pronamespace = 'public'::regnamespace ORDER BY 1");

        assertThat(paths)
                .containsExactly(
                        "archive_drop_partitions|search_path=public, pg_temp",
                        "archive_ensure_partitions|search_path=public, pg_temp");
    }

    @Test
    void application_without_a_tenant_sees_nothing() throws Exception {
        for (String table : List.of("archive_message", "pending_message", "archive_preference")) {
            assertThat(database.rows(APP, "SELECT count(*) FROM " + table)).containsExactly("0");
        }
        assertThat(database.rows(APP, "SELECT set_config('rookery.tenant_id', '', true)", COUNT))
                .containsExactly("0");
    }

    @Test
    void application_sees_and_deletes_only_its_transactions_tenant() throws Exception {
        String acme = tenant(Records.ACME.value());

        assertThat(database.rows(APP, acme, "SELECT owner FROM archive_message"))
                .containsExactly(Records.JULIET);
        database.rows(APP, acme, "DELETE FROM archive_message");

        assertThat(database.rows("SELECT owner FROM archive_message"))
                .containsExactly("a@other.test");
    }

    @Test
    void application_may_not_write_archives_nor_offsets() {
        assertDenied(APP, "INSERT INTO archive_message SELECT * FROM archive_message");
        assertDenied(APP, "UPDATE archive_message SET owner = 'x'");
        assertDenied(APP, "UPDATE pending_message SET owner = 'x'");
        assertDenied(APP, "UPDATE archiver_offset SET next_offset = 0");
        assertDenied(APP, "SELECT * FROM archive_rejected");
        assertDenied(APP, "SELECT archive_drop_partitions(now() - interval '1 year')");
        assertDenied(APP, "SELECT archive_ensure_partitions(1)");
        assertDenied(APP, "SELECT * FROM archive_message_default");
    }

    @Test
    void archiver_may_write_and_no_more() throws Exception {
        assertDenied(ARCHIVER, COUNT);
        assertDenied(ARCHIVER, "DELETE FROM archive_message");
        assertDenied(ARCHIVER, "UPDATE archive_message SET owner = 'x'");
        assertDenied(ARCHIVER, "SELECT stanza FROM pending_message");
        assertDenied(ARCHIVER, "SELECT * FROM archive_rejected");
        assertDenied(ARCHIVER, "DROP TABLE archive_message");
        assertThat(database.rows(ARCHIVER, "SELECT count(id) FROM pending_message"))
                .containsExactly("1");
    }

    @Test
    void owner_of_the_tables_does_not_see_into_them_either() throws Exception {
        assertThat(database.rows("rookery_owner", COUNT)).containsExactly("0");
    }

    @Test
    void partitions_are_made_ahead_once() throws Exception {
        long before = partitions();

        assertThat(database.rows(ARCHIVER, "SELECT archive_ensure_partitions(5)"))
                .containsExactly("3");
        assertThat(database.rows(ARCHIVER, "SELECT archive_ensure_partitions(5)"))
                .containsExactly("0");
        assertThat(partitions()).isEqualTo(before + 3);
        assertThatThrownBy(() -> database.rows(ARCHIVER, "SELECT archive_ensure_partitions(25)"))
                .hasMessageContaining("months_ahead: 25 (expected: 0 to 24)");
    }

    @Test
    void message_of_now_is_in_this_months_partition() throws Exception {
        Instant now =
                Instant.ofEpochMilli(
                        database.number("SELECT (extract(epoch FROM now()) * 1000)::bigint"));
        UUID id = Records.id(now, 1);
        new ArchivedRows(database).message(id);

        assertThat(
                        database.rows(
                                "SELECT tableoid::regclass = ('archive_message_' || to_char(now()"
                                        + " AT TIME ZONE 'UTC', 'YYYY_MM'))::regclass"
                                        + " FROM archive_message WHERE id = '"
                                        + id
                                        + "'"))
                .containsExactly("t");
    }

    @Test
    void rows_of_a_month_without_partition_are_kept_and_do_not_stop_the_others() throws Exception {
        new ArchivedRows(database)
                .message(
                        UUID.fromString(
                                database.rows(
                                                "SELECT archive_first_id(now() + interval '4"
                                                        + " months')")
                                        .getFirst()));

        // Of months 3, 4 and 5, the fourth has a row in the default partition already.
        assertThat(database.rows(ARCHIVER, "SELECT archive_ensure_partitions(5)"))
                .containsExactly("2");
        assertThat(database.number(COUNT)).isEqualTo(3);
    }

    @Test
    void only_partitions_older_than_asked_are_dropped() throws Exception {
        for (String month : List.of("2020_01", "2020_02")) {
            String first = month.replace('_', '-') + "-01";
            database.rows(
                    "rookery_owner",
                    "DO $$ BEGIN EXECUTE format('CREATE TABLE archive_message_"
                            + month
                            + " PARTITION OF archive_message FOR VALUES FROM (%L) TO (%L)',"
                            + " archive_first_id('"
                            + first
                            + "Z'), archive_first_id(timestamptz '"
                            + first
                            + "Z' + interval '29 days')); END $$");
        }

        assertThat(database.rows(ARCHIVER, "SELECT archive_drop_partitions('2020-02-20Z')"))
                .containsExactly("1");
        assertThat(database.rows("SELECT to_regclass('archive_message_2020_01')"))
                .containsExactly("null");
        assertThat(database.rows("SELECT to_regclass('archive_message_2020_02')"))
                .containsExactly("archive_message_2020_02");
        assertThatThrownBy(() -> database.rows(ARCHIVER, "SELECT archive_drop_partitions(now())"))
                .hasMessageContaining("at least one day ago");
    }

    private long partitions() throws Exception {
        return database.number(
                "SELECT count(*) FROM pg_inherits WHERE inhparent = 'archive_message'::regclass");
    }

    private static String tenant(UUID id) {
        return "SELECT set_config('rookery.tenant_id', '" + id + "', true)";
    }

    private void assertDenied(String role, String sql) {
        assertThatThrownBy(() -> database.rows(role, sql))
                .as("%s: %s", role, sql)
                .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }
}
