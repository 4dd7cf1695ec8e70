package io.rookery.archive.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.archive.backend.ArchivedRows;
import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Database;
import io.rookery.archive.backend.Records;
import io.rookery.archive.query.JdbcArchive;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.TenantId;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Limits.Retention SMALL =
            new Limits.Retention(3, 2, 2, Duration.ofSeconds(30), Duration.ofMinutes(5));

    private Database database;
    private ArchivedRows rows;
    private Instant now;

    @BeforeEach
    void open() throws Exception {
        database = Backends.database();
        rows = new ArchivedRows(database);
        // PostgreSQL's: it too looks at how old a partition is.
        now =
                Instant.ofEpochMilli(
                        database.number("SELECT (extract(epoch FROM now()) * 1000)::bigint"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void messages_older_than_their_domain_keeps_are_deleted() throws Exception {
        for (int day = 1; day <= 20; day++) {
            message(Records.ACME, "juliet@acme.test", day);
            message(Records.ACME, "romeo@acme.test", day);
            message(Records.ACME, "x@sibling.test", day);
            message(Records.OTHER, "y@other.test", day);
        }

        Retention.Removed removed =
                run(
                        rule(Records.ACME, "acme.test", 10),
                        rule(Records.ACME, "sibling.test", 15),
                        rule(Records.OTHER, "other.test", 1_000));

        assertThat(removed.messages()).isEqualTo(10 + 10 + 5);
        assertThat(
                        database.rows(
                                "SELECT owner, count(*) FROM archive_message"
                                        + " GROUP BY owner ORDER BY owner"))
                .containsExactly(
                        "juliet@acme.test|10",
                        "romeo@acme.test|10",
                        "x@sibling.test|15",
                        "y@other.test|20");
    }

    @Test
    void second_run_finds_nothing_to_do() throws Exception {
        message(Records.ACME, "juliet@acme.test", 20);
        RetentionRules.Rule rule = rule(Records.ACME, "acme.test", 10);
        run(rule);

        assertThat(run(rule)).isEqualTo(new Retention.Removed(0, 0, 0));
    }

    @Test
    void domain_without_rule_and_tenant_without_rules_keep_what_they_have() throws Exception {
        message(Records.ACME, "x@forgotten.test", 400);
        message(Records.OTHER, "y@other.test", 400);

        run(rule(Records.ACME, "acme.test", 10));

        assertThat(database.number("SELECT count(*) FROM archive_message")).isEqualTo(2);
        assertThat(run()).isEqualTo(new Retention.Removed(0, 0, 0));
    }

    @Test
    void message_that_nobody_has_taken_stays_pending() throws Exception {
        UUID id = message(Records.ACME, Records.JULIET, 20);
        rows.pending(id, true);

        run(rule(Records.ACME, "acme.test", 10));

        assertThat(database.number("SELECT count(*) FROM archive_message")).isZero();
        try (JdbcArchive archive =
                new JdbcArchive(
                        database.app(),
                        "t",
                        InstantSource.fixed(now),
                        Limits.Query.DEFAULT,
                        ArchiveMeter.NONE)) {
            List<Archive.Entry> pending =
                    archive.pending(
                                    Records.ACME,
                                    BareJid.parse(Records.JULIET),
                                    null,
                                    10,
                                    new LogPosition(0, 0))
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
            assertThat(pending)
                    .containsExactly(
                            new Archive.Entry(
                                    id, now.minus(Duration.ofDays(20)), Records.stanza(id), false));
        }
    }

    @Test
    void pending_message_that_expired_is_deleted() throws Exception {
        rows.pending(Records.id(1), false, now.minusSeconds(1));
        rows.pending(Records.id(2), false, now.plusSeconds(60));
        rows.pending(Records.id(3), false);

        assertThat(run(rule(Records.ACME, "acme.test", 10)).expired()).isEqualTo(1);
        assertThat(database.number("SELECT count(*) FROM pending_message")).isEqualTo(2);
    }

    @Test
    void partition_older_than_every_rule_is_dropped_whole() throws Exception {
        database.rows(
                "rookery_owner",
                "DO $$ BEGIN EXECUTE format('CREATE TABLE archive_message_2020_01 PARTITION OF"
                        + " archive_message FOR VALUES FROM (%L) TO (%L)',"
                        + " archive_first_id('2020-01-01Z'), archive_first_id('2020-02-01Z'));"
                        + " END $$");
        UUID id = Records.id(Instant.parse("2020-01-15T00:00:00Z"), 1);
        rows.message(Records.OTHER, "y@gone.test", id, Instant.EPOCH, "z@gone.test");

        Retention.Removed removed = run(rule(Records.ACME, "acme.test", 365));

        assertThat(removed).isEqualTo(new Retention.Removed(0, 0, 1));
        assertThat(database.number("SELECT count(*) FROM archive_message")).isZero();
    }

    private Retention.Removed run(RetentionRules.Rule... rules) throws Exception {
        return new Retention(
                        database.app(),
                        database.archiver(),
                        () -> List.of(rules),
                        InstantSource.fixed(now),
                        SMALL)
                .run();
    }

    private static RetentionRules.Rule rule(TenantId tenant, String domain, int days) {
        return new RetentionRules.Rule(tenant, domain, Duration.ofDays(days));
    }

    private UUID message(TenantId tenant, String owner, int daysAgo) throws Exception {
        Instant at = now.minus(Duration.ofDays(daysAgo));
        UUID id = Records.id(at, daysAgo);
        rows.message(tenant, owner, id, at, "peer@acme.test");
        return id;
    }
}
