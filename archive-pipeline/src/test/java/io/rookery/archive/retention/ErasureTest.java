package io.rookery.archive.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.archive.Limits;
import io.rookery.archive.backend.ArchivedRows;
import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Database;
import io.rookery.archive.backend.Records;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ErasureTest {
    private static final Erasure.Scope ALL =
            new Erasure.Scope(Records.NOON.plusSeconds(3_600), true);

    private Database database;
    private Erasure erasure;

    @BeforeEach
    void fill() throws Exception {
        database = Backends.database();
        erasure =
                new Erasure(
                        database.app(),
                        new Limits.Retention(
                                3, 2, 2, Duration.ofSeconds(30), Duration.ofMinutes(5)));
        ArchivedRows rows = new ArchivedRows(database);
        for (int i = 0; i < 7; i++) {
            rows.message(Records.id(i));
            rows.message(
                    Records.ACME, "romeo@acme.test", Records.id(i), Records.NOON, "x@acme.test");
            rows.message(
                    Records.ACME, "x@sibling.test", Records.id(i), Records.NOON, "x@acme.test");
            rows.message(Records.OTHER, Records.JULIET, Records.id(i), Records.NOON, "x@acme.test");
        }
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
    void account_leaves_nothing_behind_and_takes_nobody_elses() throws Exception {
        long removed = erasure.account(Records.ACME, BareJid.parse(Records.JULIET), ALL);

        assertThat(removed).isEqualTo(7 + 1 + 1);
        assertThat(owners())
                .containsExactly(
                        Records.ACME.value() + "|romeo@acme.test|7",
                        Records.ACME.value() + "|x@sibling.test|7",
                        Records.OTHER.value() + "|juliet@acme.test|7");
        assertThat(database.number("SELECT count(*) FROM pending_message")).isZero();
        assertThat(database.number("SELECT count(*) FROM archive_preference")).isZero();
    }

    @Test
    void domain_leaves_nothing_behind_and_takes_no_other_domains() throws Exception {
        long removed = erasure.domain(Records.ACME, "acme.test", ALL);

        assertThat(removed).isEqualTo(7 + 7 + 1 + 1);
        assertThat(owners())
                .containsExactly(
                        Records.ACME.value() + "|x@sibling.test|7",
                        Records.OTHER.value() + "|juliet@acme.test|7");
    }

    @Test
    void erasing_again_removes_nothing() throws Exception {
        erasure.account(Records.ACME, BareJid.parse(Records.JULIET), ALL);

        assertThat(erasure.account(Records.ACME, BareJid.parse(Records.JULIET), ALL)).isZero();
    }

    @Test
    void what_a_later_holder_of_the_name_has_stays() throws Exception {
        Erasure.Scope earlier = new Erasure.Scope(Records.NOON.plusMillis(4), false);

        long removed = erasure.account(Records.ACME, BareJid.parse(Records.JULIET), earlier);

        assertThat(removed).isEqualTo(4 + 1);
        assertThat(owners()).contains(Records.ACME.value() + "|juliet@acme.test|3");
        assertThat(database.number("SELECT count(*) FROM archive_preference")).isEqualTo(1);
    }

    private List<String> owners() throws Exception {
        return database.rows(
                "SELECT tenant_id, owner, count(*) FROM archive_message"
                        + " GROUP BY tenant_id, owner ORDER BY tenant_id, owner");
    }
}
