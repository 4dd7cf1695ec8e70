package io.rookery.tenant.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantControllerTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    @Test
    void the_operator_makes_lists_and_reads_tenants() {
        Answer made =
                NODE.post(
                        "/v1/tenants",
                        NODE.operatorKey(),
                        "{\"name\":\"Acme; DROP TABLE tenant\",\"environment\":\"test\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("environment")).isEqualTo("test");
        assertThat(made.text("quotas", "domains")).isEqualTo("100");
        assertThat(NODE.get("/v1/tenants/" + made.text("id"), NODE.operatorKey()).http().body())
                .isEqualTo(made.http().body());
        assertThat(NODE.get("/v1/tenants", NODE.operatorKey()).column("id"))
                .contains(made.text("id"));
    }

    @Test
    void a_tenant_knows_itself_and_no_other() {
        Tenant tenant = NODE.newTenant("Self");
        Tenant other = NODE.newTenant("Stranger");

        Answer me = NODE.get("/v1/me", tenant.key());

        assertThat(me.text("tenant", "id")).isEqualTo(tenant.id());
        assertThat(me.text("operator")).isEqualTo("false");
        assertThat(NODE.get("/v1/tenants/" + other.id(), tenant.key()).status()).isEqualTo(403);
    }

    @Test
    void a_deleted_tenant_takes_its_domains_and_users_along() {
        Tenant tenant = NODE.newTenant("Short-lived");
        NODE.post("/v1/domains", tenant.key(), "{\"name\":\"short.test\"}");
        NODE.storage().directory().find("short.test").toCompletableFuture().join();

        Answer deleted =
                NODE.send("DELETE", "/v1/tenants/" + tenant.id(), NODE.operatorKey(), null);
        Answer again = NODE.send("DELETE", "/v1/tenants/" + tenant.id(), NODE.operatorKey(), null);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(again.status()).isEqualTo(404);
        assertThat(NODE.get("/v1/tenants", NODE.operatorKey()).column("id"))
                .doesNotContain(tenant.id());
    }

    @Test
    void the_operator_has_keys_of_its_own() {
        Answer made =
                NODE.post(
                        "/v1/api-keys",
                        NODE.operatorKey(),
                        "{\"name\":\"reader\",\"scopes\":[\"tenants:read\"]}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(NODE.get("/v1/tenants", made.text("key")).status()).isEqualTo(200);
        assertThat(NODE.post("/v1/tenants", made.text("key"), "{\"name\":\"x\"}").status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"\"}",
                "{\"name\":null}",
                "{\"name\":\"x\",\"environment\":\"prod\"}",
                "{\"name\":\"x\",\"quotas\":{\"domains\":-1}}",
                "{\"name\":\"x\",\"quotas\":[]}",
                "{\"name\":\"x\",\"quotas\":{\"users\":1.5}}",
                "{\"name\":\"x\",\"id\":\"ten_1\"}",
                "{\"name\":\"x\",\"quotas\":{\"users\":1e400}}",
                "{\"name\":\"a\\u0007b\"}"
            })
    void tenants_that_cannot_be_are_refused(String body) {
        assertThat(NODE.post("/v1/tenants", NODE.operatorKey(), body).status()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten_1", "%27%20OR%201=1", "ten_00000000000000000000000000000000"})
    void ids_of_no_tenant_find_none(String id) {
        assertThat(NODE.get("/v1/tenants/" + id, NODE.operatorKey()).status()).isEqualTo(404);
        assertThat(
                        NODE.post(
                                        "/v1/tenants/" + id + "/api-keys",
                                        NODE.operatorKey(),
                                        "{\"name\":\"k\"}")
                                .status())
                .isEqualTo(404);
    }
}
