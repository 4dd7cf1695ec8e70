package io.rookery.tenant.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.Authentication.Existence;
import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.Verdict;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import io.rookery.xmpp.jid.BareJid;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserControllerTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    private static final String USERS = "/v1/domains/users.test/users";
    private static final String PASSWORD = "O Romeo, Romeo";

    private static Tenant tenant = new Tenant("", "");

    @BeforeAll
    static void makeDomain() {
        tenant = NODE.newTenant("Users");
        NODE.post("/v1/domains", tenant.key(), "{\"name\":\"users.test\"}");
    }

    @Test
    void a_user_is_made_and_can_log_in() {
        Answer made = create("Juliet", PASSWORD);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("username")).isEqualTo("juliet");
        assertThat(made.text("jid")).isEqualTo("juliet@users.test");
        assertThat(made.http().body()).doesNotContain(PASSWORD);
        assertThat(NODE.get(made.header("Location").orElseThrow(), tenant.key()).http().body())
                .isEqualTo(made.http().body());
        assertThat(login("juliet", PASSWORD)).isEqualTo(Verdict.ALLOWED);
        assertThat(login("juliet", "O romeo, romeo")).isEqualTo(Verdict.DENIED);
        assertThat(login("nobody", PASSWORD)).isEqualTo(Verdict.DENIED);
        assertThat(login("juliet", "")).isEqualTo(Verdict.DENIED);
        assertThat(login("juliet", "x".repeat(100_000))).isEqualTo(Verdict.DENIED);
    }

    @Test
    void of_many_made_at_once_as_many_are_made_as_the_quota_has_room_for() throws Exception {
        String made =
                NODE.post(
                                "/v1/tenants",
                                NODE.operatorKey(),
                                "{\"name\":\"Three\",\"quotas\":{\"users\":3}}")
                        .text("id");
        String key =
                NODE.post(
                                "/v1/tenants/" + made + "/api-keys",
                                NODE.operatorKey(),
                                "{\"name\":\"k\"}")
                        .text("key");
        for (String domain : List.of("three.test", "four.test")) {
            NODE.post("/v1/domains", key, "{\"name\":\"" + domain + "\"}");
        }
        List<Callable<Integer>> creations = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String path = "/v1/domains/" + (i % 2 == 0 ? "three" : "four") + ".test/users";
            String body = "{\"username\":\"u" + i + "\",\"password\":\"" + PASSWORD + "\"}";
            creations.add(() -> NODE.post(path, key, body).status());
        }

        List<Integer> statuses = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var creation : executor.invokeAll(creations)) {
                statuses.add(creation.get());
            }
        }

        assertThat(statuses).filteredOn(status -> status == 201).hasSize(3);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(9);
    }

    @Test
    void only_verifiers_are_kept_each_with_its_own_salt() throws SQLException {
        String password = "very-secret-words";
        create("keeper", password);

        try (var connection = NODE.database().asSuperuser();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                SELECT count(*), count(DISTINCT salt),
                                    bool_or(v::text LIKE '%very-secret%'
                                        OR v::text LIKE '%' || encode('very-secret-words', 'hex') || '%')
                                FROM scram_verifier v WHERE localpart = 'keeper'
                                """)) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(3);
            assertThat(rows.getInt(2)).isEqualTo(3);
            assertThat(rows.getBoolean(3)).isFalse();
        }
    }

    @Test
    void scram_finds_the_verifier_of_each_hash_and_none_for_others() {
        create("scram", PASSWORD);

        for (ScramHash hash : ScramHash.values()) {
            var found =
                    NODE.storage()
                            .authentication()
                            .scram(policy(), BareJid.of("scram", "users.test"), hash)
                            .toCompletableFuture()
                            .join();
            assertThat(found.state()).isEqualTo(Existence.EXISTS);
            assertThat(found.verifier()).isNotNull();
            assertThat(found.verifier().iterations()).isEqualTo(10_000);
            assertThat(found.verifier().storedKey()).hasSize(hash.bytes());
        }
        assertThat(
                        NODE.storage()
                                .authentication()
                                .scram(
                                        policy(),
                                        BareJid.of("nobody", "users.test"),
                                        ScramHash.SHA_256)
                                .toCompletableFuture()
                                .join()
                                .state())
                .isEqualTo(Existence.ABSENT);
    }

    @Test
    void a_disabled_user_is_told_so_only_with_the_right_password() {
        create("sleeper", PASSWORD);
        login("sleeper", PASSWORD); // it is remembered

        Answer disabled = NODE.post(USERS + "/sleeper/disable", tenant.key(), null);
        Verdict right = login("sleeper", PASSWORD);
        Verdict wrong = login("sleeper", "not the password");
        NODE.post(USERS + "/sleeper/enable", tenant.key(), null);

        assertThat(disabled.text("disabled")).isEqualTo("true");
        assertThat(right).isEqualTo(Verdict.DISABLED);
        assertThat(wrong).isEqualTo(Verdict.DENIED);
        assertThat(login("sleeper", PASSWORD)).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void a_new_password_ends_the_old_one() {
        create("changer", PASSWORD);
        login("changer", PASSWORD); // it is remembered

        Answer changed =
                NODE.send(
                        "PUT",
                        USERS + "/changer/password",
                        tenant.key(),
                        "{\"password\":\"another-one\"}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(login("changer", PASSWORD)).isEqualTo(Verdict.DENIED);
        assertThat(login("changer", "another-one")).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void a_deleted_user_is_gone() {
        create("leaver", PASSWORD);
        login("leaver", PASSWORD); // it is remembered

        Answer deleted = NODE.send("DELETE", USERS + "/leaver", tenant.key(), null);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(login("leaver", PASSWORD)).isEqualTo(Verdict.DENIED);
        assertThat(NODE.send("DELETE", USERS + "/leaver", tenant.key(), null).status())
                .isEqualTo(404);
    }

    @Test
    void names_need_escaping_in_paths_only() {
        for (String name : List.of("a+b", "o'brien--", "100%", "ünal", "q?#x", "{a}", "x;drop")) {
            Answer made = create(name.replace("'", "-"), PASSWORD);
            String location = made.header("Location").orElseThrow();

            assertThat(NODE.get(location, tenant.key()).http().body())
                    .isEqualTo(made.http().body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a@b", "a/b", "o'brien", "", "a\\u0000", "<a>", "\\u200b"})
    void names_that_are_no_localparts_are_refused(String name) {
        Answer refused = create(name, PASSWORD);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.pointers()).containsExactly("/username");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "has a tab\\t", "nul\\u0000nul-nul", "\\ud800\\ud800nono"})
    void passwords_that_cannot_be_used_are_refused_without_repeating_them(String password) {
        Answer refused = create("refused", password);

        assertThat(refused.status()).isBetween(400, 422);
        assertThat(NODE.get(USERS + "/refused", tenant.key()).status()).isEqualTo(404);
        if (!password.isEmpty()) {
            assertThat(refused.http().body()).doesNotContain(password);
        }
    }

    @Test
    void passwords_are_compared_as_precis_prepares_them() {
        // No-break space becomes space, and combining accents compose (RFC 8265 §4.2.2).
        create("precis", "a\\u00a0passworde\\u0301");

        assertThat(login("precis", "a password\u00e9")).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void one_name_makes_one_user() {
        create("twice", PASSWORD);

        Answer again = create("TWICE", PASSWORD);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("code")).isEqualTo("already_exists");
    }

    @Test
    void pages_go_by_name() {
        NODE.post("/v1/domains", tenant.key(), "{\"name\":\"paged.test\"}");
        for (String name : List.of("c", "a", "b")) {
            NODE.post(
                    "/v1/domains/paged.test/users",
                    tenant.key(),
                    "{\"username\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"}");
        }

        Answer first = NODE.get("/v1/domains/paged.test/users?limit=2", tenant.key());
        Answer second =
                NODE.get(
                        "/v1/domains/paged.test/users?limit=2&cursor=" + first.text("next_cursor"),
                        tenant.key());

        assertThat(first.column("username")).containsExactly("a", "b");
        assertThat(second.column("username")).containsExactly("c");
        assertThat(second.text("has_more")).isEqualTo("false");
    }

    private static Answer create(String name, String password) {
        return NODE.post(
                USERS,
                tenant.key(),
                "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}");
    }

    private static DomainPolicy policy() {
        return NODE.storage()
                .directory()
                .find("users.test")
                .toCompletableFuture()
                .join()
                .orElseThrow();
    }

    private static Verdict login(String name, String password) {
        return NODE.storage()
                .authentication()
                .verify(policy(), BareJid.of(name, "users.test"), password, "192.0.2.1")
                .toCompletableFuture()
                .join();
    }
}
