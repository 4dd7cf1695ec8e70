package io.rookery.tenant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import io.rookery.tenant.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GateTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    @RegisterExtension
    static final ApiNode SLOW = new ApiNode(Limits.DEFAULT.withRates(60, 5), Optional.empty());

    @Test
    void every_key_that_does_not_open_gets_the_same_answer() {
        Tenant tenant = NODE.newTenant("Keys");
        String expiring =
                NODE.post(
                                "/v1/api-keys",
                                tenant.key(),
                                "{\"name\":\"short\",\"expires_at\":\"2026-11-22T11:00:00Z\"}")
                        .text("key");
        Answer revocable = NODE.post("/v1/api-keys", tenant.key(), "{\"name\":\"revocable\"}");
        Answer worked = NODE.get("/v1/me", expiring);
        NODE.send("DELETE", "/v1/api-keys/" + revocable.text("id"), tenant.key(), null);
        NODE.clock().advance(Duration.ofHours(2));
        String changed = flipped(tenant.key());

        List<Answer> refused = new ArrayList<>();
        for (String key :
                List.of(
                        "",
                        "nonsense",
                        "rk_live_",
                        changed,
                        "rk_live_" + "0".repeat(38),
                        expiring,
                        revocable.text("key"),
                        "' OR 1=1 --")) {
            refused.add(NODE.get("/v1/me", key));
        }

        assertThat(worked.status()).isEqualTo(200);
        assertThat(refused).extracting(Answer::status).containsOnly(401);
        assertThat(refused.stream().map(GateTest::withoutRequestId).distinct()).hasSize(1);
        assertThat(refused)
                .allMatch(
                        answer -> answer.header("WWW-Authenticate").equals(Optional.of("Bearer")));
    }

    @Test
    void keys_of_a_deleted_tenant_open_nothing() {
        Tenant tenant = NODE.newTenant("Gone");

        Answer deleted =
                NODE.send("DELETE", "/v1/tenants/" + tenant.id(), NODE.operatorKey(), null);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(NODE.get("/v1/me", tenant.key()).status()).isEqualTo(401);
        assertThat(NODE.get("/v1/tenants/" + tenant.id(), NODE.operatorKey()).status())
                .isEqualTo(404);
    }

    @Test
    void a_key_does_only_what_its_scopes_allow() {
        Tenant tenant = NODE.newTenant("Scopes");
        String reader = key(tenant.key(), "domains:read");

        Answer read = NODE.get("/v1/domains", reader);
        Answer write = NODE.post("/v1/domains", reader, "{\"name\":\"scopes.test\"}");
        Answer others = NODE.get("/v1/tenants", tenant.key());

        assertThat(read.status()).isEqualTo(200);
        assertThat(write.status()).isEqualTo(403);
        assertThat(write.text("code")).isEqualTo("insufficient_scope");
        assertThat(write.text("detail")).contains("domains:write");
        assertThat(others.status()).isEqualTo(403);
    }

    @Test
    void a_key_cannot_give_scopes_that_it_does_not_have() {
        Tenant tenant = NODE.newTenant("Escalation");
        String keysOnly = key(tenant.key(), "keys:write");

        Answer all = NODE.post("/v1/api-keys", keysOnly, "{\"name\":\"all\"}");
        Answer operators =
                NODE.post(
                        "/v1/api-keys",
                        tenant.key(),
                        "{\"name\":\"op\",\"scopes\":[\"tenants:write\"]}");

        assertThat(all.status()).isEqualTo(403);
        assertThat(operators.status()).isEqualTo(422);
        assertThat(operators.pointers()).containsExactly("/scopes/0");
    }

    @Test
    void the_operator_has_no_domains_and_no_users() {
        assertThat(NODE.get("/v1/domains", NODE.operatorKey()).status()).isEqualTo(403);
        assertThat(NODE.get("/v1/me", NODE.operatorKey()).text("operator")).isEqualTo("true");
    }

    @Test
    void the_operators_first_key_is_made_once() {
        assertThat(NODE.storage().makeFirstOperatorKey()).isEmpty();
    }

    @Test
    void a_key_over_its_rate_is_told_when_to_come_again() {
        Tenant tenant = SLOW.newTenant("Fast");
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(SLOW.get("/v1/me", tenant.key()));
        }
        Answer last = answers.getLast();
        Answer other = SLOW.get("/v1/me", SLOW.operatorKey());

        SLOW.clock().advance(Duration.ofSeconds(13));
        Answer later = SLOW.get("/v1/me", tenant.key());

        assertThat(answers.subList(0, 5)).extracting(Answer::status).containsOnly(200);
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.text("code")).isEqualTo("rate_limited");
        assertThat(last.header("Retry-After")).contains("12");
        assertThat(last.header("RateLimit-Policy")).contains("\"key\";q=5;w=60");
        assertThat(last.header("RateLimit").orElse("")).startsWith("\"key\";r=0;t=");
        assertThat(answers.getFirst().header("RateLimit").orElse("")).startsWith("\"key\";r=4;t=");
        assertThat(other.status()).isEqualTo(200);
        assertThat(later.status()).isEqualTo(200);
    }

    @Test
    void guessing_keys_uses_up_the_rate_of_the_address() {
        SLOW.clock().advance(Duration.ofMinutes(2));
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            statuses.add(SLOW.get("/v1/me", "rk_live_guess" + i).status());
        }
        Answer valid = SLOW.get("/v1/me", SLOW.operatorKey());
        SLOW.clock().advance(Duration.ofMinutes(2));

        assertThat(statuses).containsExactly(401, 401, 401, 401, 401, 401, 429);
        assertThat(valid.status()).isEqualTo(429);
        assertThat(valid.header("RateLimit-Policy")).contains("\"address\";q=60;w=60");
    }

    private static String key(String by, String scope) {
        return NODE.post("/v1/api-keys", by, "{\"name\":\"k\",\"scopes\":[\"" + scope + "\"]}")
                .text("key");
    }

    /// Another key with a right checksum is unlikely; a wrong character is what people send.
    private static String flipped(String key) {
        char c = key.charAt(10) == 'a' ? 'b' : 'a';
        return key.substring(0, 10) + c + key.substring(11);
    }

    private static String withoutRequestId(Answer answer) {
        return answer.http().body().replaceAll("req_[0-9a-f]{32}", "");
    }

    @RegisterExtension
    static final ApiNode PROXIED =
            new ApiNode(
                    Limits.DEFAULT.withRates(3, 1_000),
                    Optional.empty(),
                    new TrustedProxies(
                            List.of(TrustedProxies.Network.parse("127.0.0.0/8")),
                            TrustedProxies.Header.X_FORWARDED_FOR));

    @Test
    void behind_a_trusted_proxy_each_client_has_its_own_rate_and_its_own_line_in_the_audit_log() {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            statuses.add(through("203.0.113.7", "/v1/me").status());
        }
        Answer other = through("203.0.113.8", "/v1/me");

        assertThat(statuses).containsExactly(200, 200, 200, 429);
        assertThat(other.status()).isEqualTo(200);

        PROXIED.send(
                "POST",
                "/v1/tenants",
                PROXIED.operatorKey(),
                "{\"name\":\"From afar\"}",
                "X-Forwarded-For",
                "198.51.100.1, 203.0.113.9");
        Answer log = through("203.0.113.10", "/v1/audit-log");
        assertThat(log.column("address")).contains("203.0.113.9");
    }

    @Test
    void without_trusted_proxies_nobody_is_believed() {
        NODE.send(
                "POST",
                "/v1/tenants",
                NODE.operatorKey(),
                "{\"name\":\"Liar\"}",
                "X-Forwarded-For",
                "203.0.113.9");

        assertThat(NODE.get("/v1/audit-log", NODE.operatorKey()).column("address"))
                .containsOnly("127.0.0.1");
    }

    private static Answer through(String client, String path) {
        return PROXIED.send("GET", path, PROXIED.operatorKey(), null, "X-Forwarded-For", client);
    }
}
