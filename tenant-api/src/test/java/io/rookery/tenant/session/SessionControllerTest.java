package io.rookery.tenant.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionControllerTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    private static Tenant tenant = new Tenant("", "");

    @BeforeAll
    static void makeDomain() {
        tenant = NODE.newTenant("Connected");
        NODE.post("/v1/domains", tenant.key(), "{\"name\":\"live.test\"}");
    }

    private static String sessions(String user) {
        return "/v1/domains/live.test/users/" + user + "/sessions";
    }

    @Test
    void sessions_of_a_user_are_listed() {
        NODE.sessions().connect("juliet@live.test", "balcony");

        Answer page = NODE.get(sessions("Juliet"), tenant.key());

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.column("resource")).containsExactly("balcony");
        assertThat(page.text("data", 0, "show")).isEqualTo("away");
        assertThat(page.text("has_more")).isEqualTo("false");
        assertThat(NODE.get(sessions("nobody"), tenant.key()).node("data").size()).isZero();
    }

    @Test
    void a_session_is_ended_and_the_audit_log_says_so() {
        NODE.sessions().connect("romeo@live.test", "my phone/1");

        Answer ended =
                NODE.send("DELETE", sessions("romeo") + "/my%20phone%2F1", tenant.key(), null);
        Answer again =
                NODE.send("DELETE", sessions("romeo") + "/my%20phone%2F1", tenant.key(), null);

        assertThat(ended.status()).isEqualTo(204);
        assertThat(again.status()).isEqualTo(404);
        assertThat(NODE.get("/v1/audit-log", tenant.key()).column("target"))
                .filteredOn(target -> target.startsWith("romeo@live.test/"))
                .containsExactly("romeo@live.test/my phone/1");
    }

    @Test
    void nobody_elses_users_are_there() {
        NODE.sessions().connect("tybalt@live.test", "sword");
        Tenant other = NODE.newTenant("Other");

        assertThat(NODE.get(sessions("tybalt"), other.key()).status()).isEqualTo(404);
        assertThat(NODE.send("DELETE", sessions("tybalt") + "/sword", other.key(), null).status())
                .isEqualTo(404);
        assertThat(NODE.get(sessions("a%40b"), tenant.key()).status()).isEqualTo(404);
    }

    @Test
    void scopes_are_their_own() {
        String key =
                NODE.post(
                                "/v1/api-keys",
                                tenant.key(),
                                "{\"name\":\"r\",\"scopes\":[\"sessions:read\"]}")
                        .text("key");

        assertThat(NODE.get(sessions("juliet"), key).status()).isEqualTo(200);
        assertThat(NODE.send("DELETE", sessions("juliet") + "/x", key, null).status())
                .isEqualTo(403);
    }

    @Test
    void an_owner_that_does_not_answer_is_unavailable() {
        NODE.sessions().away(true);
        try {
            Answer answer = NODE.get(sessions("juliet"), tenant.key());

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isPresent();
        } finally {
            NODE.sessions().away(false);
        }
    }
}
