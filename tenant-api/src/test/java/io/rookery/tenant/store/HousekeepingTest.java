package io.rookery.tenant.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Tenant;
import io.rookery.tenant.Limits;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HousekeepingTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    private Tenant tenant = new Tenant("", "");

    @BeforeEach
    void makeTenant() {
        tenant = NODE.newTenant("Kept");
    }

    @Test
    void users_of_a_deleted_domain_are_erased_and_others_stay() throws SQLException {
        domain("erased.test");
        domain("kept.test");
        NODE.send("DELETE", "/v1/domains/erased.test", tenant.key(), null);
        long before = count("SELECT count(*) FROM account");

        housekeeping().run();

        assertThat(count("SELECT count(*) FROM account")).isEqualTo(before - 1);
        assertThat(count("SELECT count(*) FROM scram_verifier")).isEqualTo(3 * (before - 1));
        assertThat(NODE.get("/v1/domains/kept.test/users", tenant.key()).column("username"))
                .containsExactly("juliet");
    }

    @Test
    void old_answers_and_changes_are_forgotten_but_for_the_last_change() throws SQLException {
        NODE.post("/v1/api-keys", tenant.key(), "{\"name\":\"x\"}", "Idempotency-Key", "old");
        domain("old.test");
        NODE.post("/v1/domains/old.test/revocations", tenant.key(), "{}");

        NODE.clock().advance(Duration.ofDays(8));
        housekeeping().run();

        assertThat(count("SELECT count(*) FROM idempotency_key")).isZero();
        assertThat(count("SELECT count(*) FROM domain_change")).isEqualTo(1);
        assertThat(count("SELECT count(*) FROM audit_log WHERE action = 'user.create'"))
                .isPositive();
    }

    @Test
    void a_database_that_is_away_is_waited_for() {
        NODE.dataSource().cut();
        try {
            housekeeping().run();
        } finally {
            NODE.dataSource().mend();
        }

        assertThat(NODE.get("/v1/me", tenant.key()).status()).isEqualTo(200);
    }

    private void domain(String name) {
        NODE.post("/v1/domains", tenant.key(), "{\"name\":\"" + name + "\"}");
        NODE.post(
                "/v1/domains/" + name + "/users",
                tenant.key(),
                "{\"username\":\"juliet\",\"password\":\"capulet-house\"}");
    }

    private static Housekeeping housekeeping() {
        return new Housekeeping(
                new TenantTransactions(NODE.dataSource(), Limits.DEFAULT),
                NODE.clock(),
                Limits.DEFAULT);
    }

    private static long count(String sql) throws SQLException {
        try (var connection = NODE.database().asSuperuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
