package io.rookery.tenant.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainControllerTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    @Test
    void a_tenant_makes_reads_and_deletes_a_domain() {
        Tenant acme = NODE.newTenant("Acme");

        Answer made = NODE.post("/v1/domains", acme.key(), "{\"name\":\"Chat.Acme.test\"}");
        String id = made.text("id");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).contains("/v1/domains/" + id);
        assertThat(made.text("name")).isEqualTo("chat.acme.test");
        assertThat(made.text("state")).isEqualTo("active");
        assertThat(made.text("policy", "authentication", 0)).isEqualTo("internal");
        assertThat(NODE.get("/v1/domains/" + id, acme.key()).http().body())
                .isEqualTo(made.http().body());
        assertThat(NODE.get("/v1/domains/chat.acme.test", acme.key()).text("id")).isEqualTo(id);
        assertThat(NODE.send("DELETE", "/v1/domains/" + id, acme.key(), null).status())
                .isEqualTo(204);
        assertThat(NODE.get("/v1/domains/" + id, acme.key()).status()).isEqualTo(404);
    }

    @Test
    void a_change_of_policy_makes_a_new_version_and_keeps_the_rest() {
        Tenant tenant = NODE.newTenant("Policy");
        String id = domain(tenant, "policy.test");

        Answer changed =
                patch(
                        tenant,
                        id,
                        """
                        {"federation":"allow-list","allow_list":["Friend.test","bücher.test"],
                         "archiving":false,"sasl_mechanisms":["PLAIN","SCRAM-SHA-256"],
                         "limits":{"roster_items":10}}
                        """);

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text("policy", "version")).isEqualTo("2");
        assertThat(changed.text("policy", "federation")).isEqualTo("allow-list");
        assertThat(changed.text("policy", "allow_list", 0)).isEqualTo("bücher.test");
        assertThat(changed.text("policy", "allow_list", 1)).isEqualTo("friend.test");
        assertThat(changed.text("policy", "sasl_mechanisms", 0)).isEqualTo("SCRAM-SHA-256");
        assertThat(changed.text("policy", "limits", "roster_items")).isEqualTo("10");
        assertThat(changed.text("policy", "limits", "sessions")).isEqualTo("100000");
        assertThat(changed.text("policy", "retention_days")).isEqualTo("365");
    }

    @Test
    void every_fault_of_a_policy_is_named_with_its_pointer() {
        Tenant tenant = NODE.newTenant("Faults");
        String id = domain(tenant, "faults.test");

        Answer refused =
                patch(
                        tenant,
                        id,
                        """
                        {"authentication":[],"federation":"everyone","allow_list":["a.test","not a name"],
                         "archiving":"yes","retention_days":0,"limits":{"stanza_bytes":9999,"x/y":1},
                         "sasl_mechanisms":["LOGIN"],"roster_source":7}
                        """);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("code")).isEqualTo("invalid_request");
        assertThat(refused.pointers())
                .containsExactlyInAnyOrder(
                        "/authentication",
                        "/federation",
                        "/allow_list/1",
                        "/archiving",
                        "/retention_days",
                        "/limits/stanza_bytes",
                        "/limits/x~1y",
                        "/sasl_mechanisms",
                        "/roster_source");
        assertThat(NODE.get("/v1/domains/" + id, tenant.key()).text("policy", "version"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com",
                "192.0.2.1",
                "[2001:db8::1]",
                "a..b",
                "-a.test",
                "a_b.test",
                "a b.test",
                "user@a.test",
                "a.test/x",
                "'; DROP TABLE domain; --",
                "x.test\\u0000",
                " ",
                "",
                "..",
                "%2e%2e",
                "1.2.3.4."
            })
    void names_that_are_no_domains_are_refused(String name) {
        Tenant tenant = NODE.newTenant("Names");

        Answer refused = NODE.post("/v1/domains", tenant.key(), "{\"name\":\"" + name + "\"}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.pointers()).containsExactly("/name");
    }

    @Test
    void one_name_has_one_spelling() {
        Tenant tenant = NODE.newTenant("Spelling");
        domain(tenant, "xn--bcher-kva.spelling.test");

        Answer again =
                NODE.post("/v1/domains", tenant.key(), "{\"name\":\"BÜCHER.Spelling.test.\"}");

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("code")).isEqualTo("already_exists");
        assertThat(NODE.get("/v1/domains/b%C3%BCcher.spelling.test", tenant.key()).text("name"))
                .isEqualTo("bücher.spelling.test");
    }

    @Test
    void a_name_of_another_tenant_cannot_be_used_and_nothing_is_said_about_it() {
        Tenant first = NODE.newTenant("First");
        Tenant second = NODE.newTenant("Second");
        domain(first, "taken.test");

        Answer refused = NODE.post("/v1/domains", second.key(), "{\"name\":\"taken.test\"}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("domain_unavailable");
        assertThat(refused.http().body()).doesNotContain(first.id(), "First");
        assertThat(NODE.get("/v1/domains/taken.test", second.key()).status()).isEqualTo(404);
    }

    @Test
    void a_name_that_was_given_up_is_kept_from_others_for_thirty_days() {
        Tenant first = NODE.newTenant("Leaver");
        Tenant second = NODE.newTenant("Taker");
        String body = "{\"name\":\"released.test\"}";
        NODE.send("DELETE", "/v1/domains/" + domain(first, "released.test"), first.key(), null);

        Answer early = NODE.post("/v1/domains", second.key(), body);
        Answer own = NODE.post("/v1/domains", first.key(), body);
        NODE.send("DELETE", "/v1/domains/released.test", first.key(), null);
        NODE.clock().advance(Duration.ofDays(31));
        Answer late = NODE.post("/v1/domains", second.key(), body);

        assertThat(early.text("code")).isEqualTo("domain_unavailable");
        assertThat(own.status()).isEqualTo(201);
        assertThat(late.status()).isEqualTo(201);
    }

    @Test
    void a_tenant_has_as_many_domains_as_its_quota_says() {
        String body = "{\"name\":\"Small\",\"environment\":\"test\",\"quotas\":{\"domains\":1}}";
        String id = NODE.post("/v1/tenants", NODE.operatorKey(), body).text("id");
        String key =
                NODE.post("/v1/tenants/" + id + "/api-keys", NODE.operatorKey(), "{\"name\":\"k\"}")
                        .text("key");
        domain(new Tenant(id, key), "small-1.test");

        Answer refused = NODE.post("/v1/domains", key, "{\"name\":\"small-2.test\"}");

        assertThat(key).startsWith("rk_test_");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("quota_exceeded");
    }

    @Test
    void pages_have_every_domain_once_and_in_order() {
        Tenant tenant = NODE.newTenant("Pages");
        for (int i = 0; i < 7; i++) {
            domain(tenant, "p" + i + ".pages.test");
        }

        List<String> names = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            String path = "/v1/domains?limit=3" + (cursor == null ? "" : "&cursor=" + cursor);
            Answer page = NODE.get(path, tenant.key());
            sizes.add(page.column("name").size());
            names.addAll(page.column("name"));
            cursor = page.text("has_more").equals("true") ? page.text("next_cursor") : null;
        } while (cursor != null);

        assertThat(sizes).containsExactly(3, 3, 1);
        assertThat(names).hasSize(7).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void suspending_makes_the_policy_inactive_until_it_is_resumed() {
        Tenant tenant = NODE.newTenant("Suspend");
        String id = domain(tenant, "suspend.test");

        Answer suspended = NODE.post("/v1/domains/" + id + "/suspend", tenant.key(), null);
        boolean activeThen = active("suspend.test");
        Answer resumed = NODE.post("/v1/domains/" + id + "/resume", tenant.key(), null);

        assertThat(suspended.text("state")).isEqualTo("suspended");
        assertThat(activeThen).isFalse();
        assertThat(resumed.text("policy", "version")).isEqualTo("3");
        assertThat(active("suspend.test")).isTrue();
    }

    @Test
    void a_suspended_tenant_has_no_active_domain_and_a_suspended_domain_stays_so() {
        Tenant tenant = NODE.newTenant("Debtor");
        domain(tenant, "one.debtor.test");
        domain(tenant, "two.debtor.test");
        NODE.post("/v1/domains/two.debtor.test/suspend", tenant.key(), null);

        NODE.post("/v1/tenants/" + tenant.id() + "/suspend", NODE.operatorKey(), null);
        boolean oneThen = active("one.debtor.test");
        Answer write = NODE.post("/v1/domains", tenant.key(), "{\"name\":\"three.debtor.test\"}");
        Answer read = NODE.get("/v1/domains", tenant.key());
        NODE.post("/v1/tenants/" + tenant.id() + "/resume", NODE.operatorKey(), null);

        assertThat(oneThen).isFalse();
        assertThat(write.status()).isEqualTo(403);
        assertThat(write.text("code")).isEqualTo("tenant_suspended");
        assertThat(read.status()).isEqualTo(200);
        assertThat(active("one.debtor.test")).isTrue();
        assertThat(active("two.debtor.test")).isFalse();
    }

    private static boolean active(String domain) {
        try (var connection = NODE.database().asSuperuser();
                var statement =
                        connection.prepareStatement("SELECT (policy).active FROM find_domain(?)")) {
            statement.setString(1, domain);
            try (var rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String domain(Tenant tenant, String name) {
        return NODE.post("/v1/domains", tenant.key(), "{\"name\":\"" + name + "\"}").text("id");
    }

    private static Answer patch(Tenant tenant, String id, String body) {
        return NODE.send("PATCH", "/v1/domains/" + id + "/policy", tenant.key(), body);
    }
}
