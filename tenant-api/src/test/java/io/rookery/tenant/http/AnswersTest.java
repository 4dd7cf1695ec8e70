package io.rookery.tenant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    @Test
    void a_repeated_request_gets_the_first_answer_and_does_nothing() {
        Tenant tenant = NODE.newTenant("Repeat");
        String body = "{\"name\":\"ci\"}";

        Answer first = NODE.post("/v1/api-keys", tenant.key(), body, "Idempotency-Key", "\"k1\"");
        Answer second = NODE.post("/v1/api-keys", tenant.key(), body, "Idempotency-Key", "k1");

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.http().body()).isEqualTo(first.http().body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header("Idempotency-Replayed")).contains("true");
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(NODE.get("/v1/api-keys", tenant.key()).column("name"))
                .containsExactlyInAnyOrder("first", "ci");
    }

    @Test
    void a_key_with_another_body_is_refused() {
        Tenant tenant = NODE.newTenant("Reuse");
        domain(tenant.key(), "reuse-1.test", "k");

        Answer refused = domain(tenant.key(), "reuse-2.test", "k");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("code")).isEqualTo("idempotency_key_reused");
    }

    @Test
    void a_key_is_its_principals_and_its_paths() {
        Tenant one = NODE.newTenant("One");
        Tenant two = NODE.newTenant("Two");
        domain(one.key(), "own-1.test", "same");

        Answer otherTenant = domain(two.key(), "own-2.test", "same");
        Answer otherPath =
                NODE.post("/v1/api-keys", one.key(), "{\"name\":\"x\"}", "Idempotency-Key", "same");

        assertThat(otherTenant.status()).isEqualTo(201);
        assertThat(otherTenant.header("Idempotency-Replayed")).isEmpty();
        assertThat(otherPath.status()).isEqualTo(201);
    }

    @Test
    void a_request_that_was_refused_can_be_sent_again() {
        Tenant tenant = NODE.newTenant("Again");
        String path = "/v1/domains/again.test/suspend";
        Answer refused = NODE.post(path, tenant.key(), null, "Idempotency-Key", "s");

        domain(tenant.key(), "again.test", "d");
        Answer followed = NODE.post(path, tenant.key(), null, "Idempotency-Key", "s");

        assertThat(refused.status()).isEqualTo(404);
        assertThat(followed.status()).isEqualTo(200);
    }

    @Test
    void an_answer_is_forgotten_after_a_day() {
        Tenant tenant = NODE.newTenant("Day");
        domain(tenant.key(), "day.test", "k");

        NODE.clock().advance(Duration.ofHours(25));
        Answer later = domain(tenant.key(), "day.test", "k");

        assertThat(later.status()).isEqualTo(409);
        assertThat(later.text("code")).isEqualTo("already_exists");
    }

    @Test
    void of_many_equal_requests_at_once_one_is_followed() throws Exception {
        Tenant tenant = NODE.newTenant("Race");
        List<Callable<Answer>> requests = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            requests.add(() ->
                    NODE.post(
                            "/v1/api-keys",
                            tenant.key(),
                            "{\"name\":\"raced\"}",
                            "Idempotency-Key",
                            "race"));
        }

        List<Answer> answers = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var future : executor.invokeAll(requests)) {
                answers.add(future.get());
            }
        }

        assertThat(answers).extracting(Answer::status).isSubsetOf(201, 409).contains(201);
        assertThat(
                        answers.stream()
                                .filter(answer -> answer.status() == 201)
                                .map(answer -> answer.text("id"))
                                .distinct())
                .hasSize(1);
        assertThat(
                        answers.stream()
                                .filter(answer -> answer.status() == 409)
                                .map(answer -> answer.text("code")))
                .allMatch("idempotency_in_progress"::equals);
        assertThat(NODE.get("/v1/api-keys", tenant.key()).column("name"))
                .containsExactlyInAnyOrder("first", "raced");
    }

    @Test
    void what_is_kept_shows_no_secret() throws SQLException {
        Tenant tenant = NODE.newTenant("Sealed");
        Answer made =
                NODE.post(
                        "/v1/api-keys",
                        tenant.key(),
                        "{\"name\":\"sealed\"}",
                        "Idempotency-Key",
                        "sealed");

        try (var connection = NODE.database().asSuperuser();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT string_agg(encode(sealed, 'escape'), '') FROM"
                                        + " idempotency_key")) {
            rows.next();
            assertThat(rows.getString(1)).isNotEmpty().doesNotContain(made.text("key"), "sealed\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "a b", "\"a\"b\""})
    void keys_that_cannot_be_used_are_refused(String key) {
        Tenant tenant = NODE.newTenant("Bad");

        Answer refused = domain(tenant.key(), "bad.test", key);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.pointers()).containsExactly("Idempotency-Key");
    }

    @Test
    void a_key_that_is_too_long_is_refused() {
        Tenant tenant = NODE.newTenant("Long");

        assertThat(domain(tenant.key(), "long.test", "k".repeat(256)).status()).isEqualTo(400);
        assertThat(domain(tenant.key(), "long.test", "k".repeat(255)).status()).isEqualTo(201);
    }

    private static Answer domain(String key, String name, String idempotencyKey) {
        return NODE.post(
                "/v1/domains",
                key,
                "{\"name\":\"" + name + "\"}",
                "Idempotency-Key",
                idempotencyKey);
    }
}
