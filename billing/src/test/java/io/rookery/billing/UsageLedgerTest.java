package io.rookery.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.billing.UsageQuery.Granularity;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageLedgerTest {
    private static final UUID ACME = new UUID(0, 1);
    private static final UUID GLOBEX = new UUID(0, 2);
    private static final Instant TEN = Instant.parse("2026-11-22T10:00:00Z");
    private static Database database;

    private final UsageLedger ledger = new UsageLedger();
    private final UsageReader reader = new UsageReader();

    @BeforeAll
    static void start() {
        database = new Database();
    }

    @AfterAll
    static void stop() throws IOException {
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        try (Connection connection = database.asOwner();
                var statement = connection.createStatement()) {
            statement.execute(
                    "TRUNCATE usage_event, usage_hour, usage_month, usage_subject, usage_minute");
        }
    }

    @Test
    void replaying_the_same_events_changes_nothing() throws SQLException {
        List<UsageEntry> entries =
                List.of(
                        sent("p/0/1", TEN, 1),
                        sent("p/0/2", TEN.plusSeconds(1), 1),
                        active("a1", "juliet@acme.test", TEN),
                        peak("s1", TEN, 5));
        int first = write(entries);
        List<UsageRow> hours = read(ACME, Granularity.HOUR);
        List<UsageRow> months = read(ACME, Granularity.MONTH);

        int second = write(entries);

        assertThat(first).isEqualTo(4);
        assertThat(second).isZero();
        assertThat(read(ACME, Granularity.HOUR)).isEqualTo(hours);
        assertThat(read(ACME, Granularity.MONTH)).isEqualTo(months);
        assertThat(hours)
                .containsExactly(
                        new UsageRow(TEN, Meter.MESSAGES_SENT, "acme.test", 2),
                        new UsageRow(TEN, Meter.PEAK_SESSIONS, "acme.test", 5));
    }

    @Test
    void one_batch_that_has_an_event_twice_counts_it_once() throws SQLException {
        int taken = write(List.of(sent("p/0/1", TEN, 3), sent("p/0/1", TEN, 3)));

        assertThat(taken).isEqualTo(1);
        assertThat(read(ACME, Granularity.DAY)).extracting(UsageRow::quantity).containsExactly(3L);
    }

    @Test
    void what_is_rolled_back_was_never_counted() throws SQLException {
        try (Connection connection = database.asArchiver()) {
            ledger.write(connection, List.of(sent("p/0/1", TEN, 1)));
            connection.rollback();
        }

        assertThat(read(ACME, Granularity.HOUR)).isEmpty();
        assertThat(write(List.of(sent("p/0/1", TEN, 1)))).isEqualTo(1);
    }

    @Test
    void a_correction_is_a_negative_event() throws SQLException {
        write(List.of(sent("p/0/1", TEN, 10)));

        write(List.of(sent("correction-1", TEN.plusSeconds(60), -4)));

        assertThat(read(ACME, Granularity.HOUR)).extracting(UsageRow::quantity).containsExactly(6L);
    }

    @Test
    void a_peak_adds_the_nodes_of_one_minute_and_takes_the_greatest_minute() throws SQLException {
        write(List.of(peak("edge1/0", TEN, 5)));
        write(
                List.of(
                        peak("edge2/0", TEN.plusSeconds(30), 4),
                        peak("edge1/1", TEN.plusSeconds(60), 7)));
        write(List.of(peak("edge1/60", TEN.plusSeconds(3600), 2)));

        assertThat(read(ACME, Granularity.HOUR))
                .extracting(UsageRow::quantity)
                .containsExactly(9L, 2L);
        assertThat(read(ACME, Granularity.DAY)).extracting(UsageRow::quantity).containsExactly(9L);
    }

    @Test
    void active_users_are_different_accounts_of_a_month() throws SQLException {
        write(
                List.of(
                        active("a1", "juliet@acme.test", TEN),
                        active("a2", "juliet@acme.test", TEN.plusSeconds(86_400)),
                        active("a3", "romeo@acme.test", TEN),
                        active("a4", "juliet@acme.test", Instant.parse("2026-12-01T00:00:00Z"))));
        write(List.of(active("a5", "romeo@acme.test", TEN.plusSeconds(5))));

        List<UsageRow> months = read(ACME, Granularity.MONTH);

        assertThat(months).extracting(UsageRow::quantity).containsExactly(2L, 1L);
        assertThat(read(ACME, Granularity.HOUR)).isEmpty();
    }

    @Test
    void days_and_months_begin_in_utc() throws SQLException {
        write(
                List.of(
                        sent("1", Instant.parse("2026-11-30T23:59:59Z"), 1),
                        sent("2", Instant.parse("2026-12-01T00:00:00Z"), 1)));

        assertThat(read(ACME, Granularity.DAY))
                .extracting(UsageRow::period)
                .containsExactly(
                        Instant.parse("2026-11-30T00:00:00Z"),
                        Instant.parse("2026-12-01T00:00:00Z"));
        assertThat(read(ACME, Granularity.MONTH)).hasSize(2);
    }

    @Test
    void pages_have_every_row_once() throws SQLException {
        List<UsageEntry> entries = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            entries.add(sent("e" + i, TEN.plusSeconds(3600L * i), 1));
        }
        write(entries);

        List<UsageRow> all = new ArrayList<>();
        UsageQuery.@Nullable Position after = null;
        List<UsageRow> page;
        do {
            page = read(query(ACME, Granularity.HOUR, after, 10));
            all.addAll(page);
            after = page.isEmpty() ? null : page.getLast().position();
        } while (!page.isEmpty());

        assertThat(all).isEqualTo(read(ACME, Granularity.HOUR)).hasSize(25);
    }

    @Test
    void a_tenant_never_sees_the_usage_of_another() throws SQLException {
        write(List.of(sent("p/0/1", TEN, 1)));

        try (Connection asGlobex = database.asApp(GLOBEX)) {
            assertThat(reader.read(asGlobex, query(GLOBEX, Granularity.HOUR, null, 10))).isEmpty();
            assertThat(reader.read(asGlobex, query(ACME, Granularity.HOUR, null, 10))).isEmpty();
            assertThat(count(asGlobex, "SELECT count(*) FROM usage_event")).isZero();
            assertThat(
                            count(
                                    asGlobex,
                                    "SELECT count(*) FROM usage_hour WHERE true OR tenant_id IS"
                                            + " NULL"))
                    .isZero();
        }
        try (Connection asAcme = database.asApp(ACME)) {
            assertThat(count(asAcme, "SELECT count(*) FROM usage_event")).isEqualTo(1);
        }
    }

    @Test
    void the_application_cannot_write_usage_and_the_archiver_cannot_change_events()
            throws SQLException {
        write(List.of(sent("p/0/1", TEN, 1)));

        try (Connection asAcme = database.asApp(ACME)) {
            assertThatThrownBy(() -> ledger.write(asAcme, List.of(sent("p/0/2", TEN, 1))))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
        try (Connection archiver = database.asArchiver()) {
            assertThatThrownBy(() -> count(archiver, "UPDATE usage_event SET quantity = 0"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void event_ids_and_domains_are_only_data() throws SQLException {
        String hostile = "'); DROP TABLE usage_event; -- {\"a\",NULL} \\ ";
        var entry = new UsageEntry(ACME, hostile, Meter.MESSAGES_SENT, hostile, hostile, 1, TEN);

        assertThat(write(List.of(entry))).isEqualTo(1);
        assertThat(write(List.of(entry))).isZero();
        assertThat(read(ACME, Granularity.HOUR))
                .extracting(UsageRow::domain)
                .containsExactly(hostile);
    }

    @Test
    void archivers_that_replay_overlapping_batches_at_once_count_each_event_once()
            throws Exception {
        List<UsageEntry> entries = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            entries.add(sent("p/0/" + i, TEN.plusSeconds(i % 120), 1));
        }
        List<Callable<Integer>> archivers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<UsageEntry> shuffled = new ArrayList<>(entries);
            Collections.shuffle(shuffled, new SplittableRandom(i));
            archivers.add(() -> write(shuffled));
        }

        int taken = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var written : executor.invokeAll(archivers)) {
                taken += written.get();
            }
        }

        assertThat(taken).isEqualTo(500);
        assertThat(read(ACME, Granularity.DAY))
                .extracting(UsageRow::quantity)
                .containsExactly(500L);
    }

    @Test
    void old_minutes_are_forgotten_and_their_hours_stay() throws SQLException {
        write(List.of(peak("edge1/0", TEN, 5)));

        try (Connection archiver = database.asArchiver()) {
            assertThat(ledger.forgetMinutes(archiver, TEN.plusSeconds(86_400))).isEqualTo(1);
            archiver.commit();
        }

        assertThat(read(ACME, Granularity.HOUR)).extracting(UsageRow::quantity).containsExactly(5L);
    }

    @Test
    void events_and_subjects_that_cannot_come_again_are_forgotten_and_their_sums_stay()
            throws SQLException {
        write(List.of(sent("p/0/1", TEN, 2), sent("p/0/2", TEN, 3), active("a", "romeo", TEN)));
        Instant later = Instant.parse("2100-01-01T00:00:00Z");

        try (Connection archiver = database.asArchiver()) {
            assertThat(ledger.forgetEvents(archiver, Instant.EPOCH, 10)).isZero();
            assertThat(ledger.forgetEvents(archiver, later, 2)).isEqualTo(2);
            assertThat(ledger.forgetEvents(archiver, later, 2)).isEqualTo(1);
            assertThat(ledger.forgetSubjects(archiver, TEN, 10)).isEqualTo(1);
            archiver.commit();
        }

        assertThat(read(ACME, Granularity.MONTH))
                .extracting(UsageRow::quantity)
                .containsExactly(1L, 5L);
    }

    @Test
    void entries_that_cannot_be_counted_are_refused() {
        assertThatThrownBy(() -> sent("", TEN, 1)).hasMessageContaining("event id: 0");
        assertThatThrownBy(() -> sent("x".repeat(201), TEN, 1)).hasMessageContaining("201");
        assertThatThrownBy(() -> peak("s", TEN, -1)).hasMessageContaining("quantity: -1");
        assertThatThrownBy(() -> active("a", "", TEN)).hasMessageContaining("subject: empty");
    }

    private int write(List<UsageEntry> entries) throws SQLException {
        try (Connection connection = database.asArchiver()) {
            int taken = ledger.write(connection, entries);
            connection.commit();
            return taken;
        }
    }

    private List<UsageRow> read(UUID tenant, Granularity granularity) throws SQLException {
        return read(query(tenant, granularity, null, 1000));
    }

    private List<UsageRow> read(UsageQuery query) throws SQLException {
        try (Connection connection = database.asApp(query.tenant())) {
            return reader.read(connection, query);
        }
    }

    private static UsageQuery query(
            UUID tenant, Granularity granularity, UsageQuery.@Nullable Position after, int limit) {
        return new UsageQuery(
                tenant,
                Instant.parse("2026-11-01T00:00:00Z"),
                Instant.parse("2027-01-01T00:00:00Z"),
                granularity,
                null,
                null,
                after,
                limit);
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return statement.getUpdateCount();
            }
            try (var rows = statement.getResultSet()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static UsageEntry sent(String id, Instant at, long quantity) {
        return new UsageEntry(ACME, id, Meter.MESSAGES_SENT, "acme.test", "", quantity, at);
    }

    private static UsageEntry peak(String id, Instant at, long quantity) {
        return new UsageEntry(ACME, id, Meter.PEAK_SESSIONS, "acme.test", "", quantity, at);
    }

    private static UsageEntry active(String id, String user, Instant at) {
        return new UsageEntry(ACME, id, Meter.ACTIVE_USERS, "acme.test", user, 1, at);
    }
}
