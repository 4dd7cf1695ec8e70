package io.rookery.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One tenant tries everything on what belongs to another.
class IsolationTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    private static Tenant victim = new Tenant("", "");
    private static Tenant intruder = new Tenant("", "");
    private static String domainId = "";
    private static String keyId = "";

    @BeforeAll
    static void makeVictim() {
        victim = NODE.newTenant("Victim");
        intruder = NODE.newTenant("Intruder");
        NODE.post("/v1/domains", intruder.key(), "{\"name\":\"intruder.test\"}");
        domainId = NODE.post("/v1/domains", victim.key(), "{\"name\":\"victim.test\"}").text("id");
        NODE.post(
                "/v1/domains/victim.test/users",
                victim.key(),
                "{\"username\":\"juliet\",\"password\":\"capulet-house\"}");
        NODE.send(
                "PUT",
                "/v1/domains/victim.test/hook",
                victim.key(),
                "{\"base_url\":\"https://victim.test\",\"operations\":[\"auth.verify\"]}");
        keyId = NODE.post("/v1/api-keys", victim.key(), "{\"name\":\"spare\"}").text("id");
    }

    private record Attempt(String method, String path, @Nullable String body) {}

    private static List<Attempt> attempts() {
        List<Attempt> attempts = new ArrayList<>();
        for (String d : List.of("/v1/domains/" + domainId, "/v1/domains/victim.test")) {
            attempts.add(new Attempt("GET", d, null));
            attempts.add(new Attempt("DELETE", d, null));
            attempts.add(new Attempt("PATCH", d + "/policy", "{\"archiving\":false}"));
            attempts.add(new Attempt("POST", d + "/suspend", null));
            attempts.add(new Attempt("POST", d + "/resume", null));
            attempts.add(new Attempt("GET", d + "/users", null));
            attempts.add(
                    new Attempt(
                            "POST",
                            d + "/users",
                            "{\"username\":\"mole\",\"password\":\"12345678\"}"));
            attempts.add(new Attempt("GET", d + "/users/juliet", null));
            attempts.add(new Attempt("DELETE", d + "/users/juliet", null));
            attempts.add(new Attempt("POST", d + "/users/juliet/disable", null));
            attempts.add(new Attempt("POST", d + "/users/juliet/enable", null));
            attempts.add(
                    new Attempt(
                            "PUT", d + "/users/juliet/password", "{\"password\":\"12345678\"}"));
            attempts.add(new Attempt("GET", d + "/hook", null));
            attempts.add(
                    new Attempt(
                            "PUT",
                            d + "/hook",
                            "{\"base_url\":\"https://evil.test\",\"operations\":[\"auth.verify\"]}"));
            attempts.add(new Attempt("POST", d + "/hook/secrets", null));
            attempts.add(new Attempt("DELETE", d + "/hook", null));
            attempts.add(
                    new Attempt("POST", d + "/roster-invalidations", "{\"users\":[\"juliet\"]}"));
            attempts.add(new Attempt("POST", d + "/revocations", "{}"));
        }
        attempts.add(new Attempt("GET", "/v1/usage?domain=victim.test", null));
        attempts.add(new Attempt("GET", "/v1/usage?domain=" + domainId, null));
        attempts.add(new Attempt("GET", "/v1/api-keys/" + keyId, null));
        attempts.add(new Attempt("DELETE", "/v1/api-keys/" + keyId, null));
        return attempts;
    }

    @Test
    void what_belongs_to_another_tenant_does_not_exist() {
        for (Attempt attempt : attempts()) {
            Answer answer =
                    NODE.send(attempt.method(), attempt.path(), intruder.key(), attempt.body());
            Answer nowhere =
                    NODE.send(
                            attempt.method(),
                            attempt.path()
                                    .replace("victim.test", "nowhere.test")
                                    .replace(domainId, "dom_" + "0".repeat(32))
                                    .replace(keyId, "key_" + "0".repeat(32)),
                            intruder.key(),
                            attempt.body());

            assertThat(answer.status()).as(attempt.toString()).isEqualTo(404);
            assertThat(withoutRequestId(answer))
                    .as(attempt.toString())
                    .isEqualTo(withoutRequestId(nowhere));
        }
        assertThat(NODE.get("/v1/domains/victim.test", victim.key()).text("policy", "version"))
                .isEqualTo("1");
        assertThat(NODE.get("/v1/domains/victim.test/users", victim.key()).column("username"))
                .containsExactly("juliet");
        assertThat(NODE.get("/v1/api-keys/" + keyId, victim.key()).http().body())
                .doesNotContain("revoked_at");
    }

    @Test
    void lists_have_the_callers_own_rows_only() {
        assertThat(NODE.get("/v1/domains", intruder.key()).column("name"))
                .containsExactly("intruder.test");
        assertThat(NODE.get("/v1/api-keys", intruder.key()).column("name"))
                .containsExactly("first");
        assertThat(NODE.get("/v1/audit-log", intruder.key()).column("target"))
                .doesNotContain(domainId);
    }

    @Test
    void the_audit_log_has_what_was_done_and_what_the_operator_did() {
        Answer log = NODE.get("/v1/audit-log", victim.key());

        assertThat(log.column("action"))
                .contains("domain.create", "user.create", "hook.put", "api-key.create");
        assertThat(log.column("principal")).anyMatch(who -> who.startsWith("operator/key_"));
        assertThat(log.http().body()).doesNotContain("capulet-house", "rk_live_", "whsec_");
        assertThat(NODE.get("/v1/audit-log", NODE.operatorKey()).column("action"))
                .contains("tenant.create");
    }

    @Test
    void the_applications_role_sees_nothing_without_a_tenant() throws SQLException {
        try (Connection connection = NODE.database().app().getConnection()) {
            for (String table : tables()) {
                assertThat(count(connection, "SELECT count(*) FROM " + table)).as(table).isZero();
            }
        }
    }

    @Test
    void the_applications_role_sees_and_changes_its_transactions_tenant_only() throws SQLException {
        UUID other = Ids.Kind.TENANT.parse(victim.id()).orElseThrow();
        try (Connection connection = NODE.database().app().getConnection()) {
            connection.setAutoCommit(false);
            enter(connection, intruder);
            for (String table : tables()) {
                String mine =
                        "SELECT count(*) FROM " + table + " WHERE tenant_id = '" + other + "'";
                assertThat(count(connection, mine)).as(table).isZero();
            }
            assertThat(
                            count(
                                    connection,
                                    "UPDATE account SET disabled = true WHERE tenant_id = '"
                                            + other
                                            + "'"))
                    .isZero();
            assertThat(count(connection, "DELETE FROM scram_verifier WHERE true")).isZero();
        }
        try (Connection connection = NODE.database().app().getConnection()) {
            connection.setAutoCommit(false);
            enter(connection, intruder);
            assertThatThrownBy(() ->
                            count(
                                    connection,
                                    "INSERT INTO account VALUES ('"
                                            + other
                                            + "', '00000000-0000-0000-0000-000000000001', 'x',"
                                            + " false, now(), now())"))
                    .hasMessageContaining("row-level security");
        }
    }

    @Test
    void the_tenant_of_a_transaction_does_not_outlive_it() throws SQLException {
        try (Connection connection = NODE.database().app().getConnection()) {
            connection.setAutoCommit(false);
            enter(connection, victim);
            long inside = count(connection, "SELECT count(*) FROM account");
            connection.commit();

            assertThat(inside).isPositive();
            assertThat(count(connection, "SELECT count(*) FROM account")).isZero();
        }
    }

    @Test
    void the_application_cannot_rewrite_history() throws SQLException {
        for (String sql :
                List.of(
                        "DELETE FROM audit_log",
                        "UPDATE audit_log SET action = ''",
                        "UPDATE domain_policy SET version = 0",
                        "DELETE FROM tenant",
                        "DELETE FROM api_key",
                        "TRUNCATE account CASCADE",
                        "SELECT pg_read_file('/etc/passwd')")) {
            try (Connection connection = NODE.database().app().getConnection()) {
                assertThatThrownBy(() -> count(connection, sql))
                        .as(sql)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    private static List<String> tables() throws SQLException {
        try (Connection connection = NODE.database().asSuperuser();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                SELECT relname FROM pg_class
                                WHERE relforcerowsecurity
                                    AND has_table_privilege('rookery_app', oid, 'SELECT')
                                """)) {
            List<String> tables = new ArrayList<>();
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
            assertThat(tables).hasSizeGreaterThan(12);
            return tables;
        }
    }

    private static void enter(Connection connection, Tenant tenant) throws SQLException {
        try (var statement =
                connection.prepareStatement("SELECT set_config('rookery.tenant_id', ?, true)")) {
            statement.setString(1, Ids.Kind.TENANT.parse(tenant.id()).orElseThrow().toString());
            statement.execute();
        }
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

    private static String withoutRequestId(Answer answer) {
        return answer.http().body().replaceAll("req_[0-9a-f]{32}", "");
    }
}
