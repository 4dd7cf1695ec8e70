package io.rookery.tenant.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import io.rookery.tenant.LiveSystem;
import io.rookery.xmpp.jid.BareJid;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the API does to the running system.
class ChangeFeedTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    private static final Recorder LIVE = new Recorder();

    private static Tenant tenant = new Tenant("", "");

    @BeforeAll
    static void attach() {
        tenant = NODE.newTenant("Live");
        NODE.storage().changes().drive(LIVE);
    }

    @Test
    void notices_and_acts_reach_the_running_system_in_order() throws InterruptedException {
        post("/v1/domains", "{\"name\":\"live.test\"}");
        String d = "/v1/domains/live.test";
        post(d + "/users", "{\"username\":\"romeo\",\"password\":\"montague-house\"}");

        Answer rosters = post(d + "/roster-invalidations", "{\"users\":[\"Juliet\",\"romeo\"]}");
        Answer revoked = post(d + "/revocations", "{\"users\":[\"juliet\"]}");
        Answer all = post(d + "/revocations", "{\"disconnect\":true}");
        post(d + "/users/romeo/disable", null);
        NODE.send("DELETE", d + "/users/romeo", tenant.key(), null);
        post(d + "/suspend", null);
        NODE.send("DELETE", d, tenant.key(), null);

        assertThat(rosters.status()).isEqualTo(202);
        assertThat(rosters.text("users", 0)).isEqualTo("juliet");
        assertThat(revoked.status()).isEqualTo(202);
        assertThat(all.http().body()).doesNotContain("users");
        assertThat(LIVE.take(LIVE.acts, 10))
                .containsExactly(
                        "roster live.test [juliet@live.test, romeo@live.test]",
                        "revoked live.test [juliet@live.test]",
                        "revoked live.test []",
                        "disconnect live.test []",
                        "revoked live.test [romeo@live.test]",
                        "disconnect live.test [romeo@live.test]",
                        "revoked live.test [romeo@live.test]",
                        "disconnect live.test [romeo@live.test]",
                        "disconnect live.test []",
                        "disconnect live.test []");
    }

    @Test
    void revoking_everyone_outdates_the_policy_and_naming_users_does_not() {
        post("/v1/domains", "{\"name\":\"everyone.test\"}");
        String d = "/v1/domains/everyone.test";

        post(d + "/revocations", "{\"users\":[\"juliet\"]}");
        String afterOne = NODE.get(d, tenant.key()).text("policy", "version");
        post(d + "/revocations", "{}");
        String afterAll = NODE.get(d, tenant.key()).text("policy", "version");

        assertThat(afterOne).isEqualTo("1");
        assertThat(afterAll).isEqualTo("2");
    }

    @Test
    void users_of_notices_must_be_named_well() {
        Answer none = post("/v1/domains/any.test/roster-invalidations", "{}");
        Answer empty = post("/v1/domains/any.test/revocations", "{\"users\":[]}");
        Answer wrong =
                post("/v1/domains/any.test/revocations", "{\"users\":[\"a\",\"a@b.test\",7]}");

        assertThat(none.pointers()).containsExactly("/users");
        assertThat(empty.pointers()).containsExactly("/users");
        assertThat(wrong.pointers()).containsExactlyInAnyOrder("/users/1", "/users/2");
    }

    private static Answer post(String path, @Nullable String body) {
        return NODE.post(path, tenant.key(), body);
    }

    /// Writes down what it is told, and fails where it can, which must hold up nothing.
    private static final class Recorder implements LiveSystem {
        private final BlockingQueue<String> acts = new LinkedBlockingQueue<>();

        List<String> take(BlockingQueue<String> calls, int count) throws InterruptedException {
            List<String> taken = new ArrayList<>();
            while (taken.size() < count) {
                String call = calls.poll(30, TimeUnit.SECONDS);
                assertThat(call).as("after " + taken).isNotNull();
                // Other tests have domains of their own.
                if (String.valueOf(call).contains(" live.test")) {
                    taken.add(String.valueOf(call));
                }
            }
            return taken;
        }

        @Override
        public void rosterChanged(TenantId id, String domain, List<BareJid> users) {
            acts.add("roster " + domain + " " + users);
            throw new UnavailableException("roster: away");
        }

        @Override
        public void credentialsRevoked(TenantId id, String domain, List<BareJid> users) {
            acts.add("revoked " + domain + " " + users);
            throw new IllegalStateException("a bug of this listener");
        }

        @Override
        public void disconnect(TenantId id, String domain, List<BareJid> users) {
            acts.add("disconnect " + domain + " " + users);
        }
    }
}
