package io.rookery.tenant.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExportControllerTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();
    private static final String JULIET = "/v1/domains/export.test/users/juliet/export";

    private static Tenant tenant = new Tenant("", "");

    @BeforeAll
    static void makeUser() {
        tenant = NODE.newTenant("Exporting");
        NODE.post("/v1/domains", tenant.key(), "{\"name\":\"export.test\"}");
        NODE.post(
                "/v1/domains/export.test/users",
                tenant.key(),
                "{\"username\":\"juliet\",\"password\":\"capulet-house\"}");
    }

    @BeforeEach
    void fill() {
        NODE.archive().fill(0);
    }

    @Test
    void an_export_begins_with_the_account_and_ends_with_how_much_it_was() {
        NODE.archive().fill(3);

        Answer answer = NODE.get(JULIET, tenant.key());

        List<String> lines = answer.http().body().lines().toList();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).contains("application/x-ndjson");
        assertThat(lines).hasSize(1 + 300 + 1);
        assertThat(lines.getFirst())
                .startsWith("{\"kind\":\"account\",\"version\":1,\"jid\":\"juliet@export.test\"")
                .doesNotContain("password\":", "salt");
        assertThat(lines.get(1)).isEqualTo("{\"kind\":\"message\",\"n\":0}");
        assertThat(lines.get(300)).isEqualTo("{\"kind\":\"message\",\"n\":299}");
        assertThat(lines.getLast()).isEqualTo("{\"kind\":\"end\",\"lines\":301}");
    }

    @Test
    void an_export_of_much_is_never_in_memory_as_a_whole() {
        // 4,000 pages of about 3 KiB: more than the queues on its way hold.
        NODE.archive().fill(4_000);

        Answer answer = NODE.get(JULIET, tenant.key());

        assertThat(answer.http().body().lines().count()).isEqualTo(400_002);
    }

    @Test
    void an_archive_that_goes_away_in_between_leaves_an_export_without_end() {
        NODE.archive().fill(4_000);
        NODE.archive().awayAt(2_000);

        Answer answer = NODE.get(JULIET, tenant.key());

        assertThat(answer.http().body().lines().count()).isEqualTo(1 + 200_000);
        assertThat(answer.http().body()).doesNotContain("\"end\"");
    }

    @Test
    void an_export_is_in_the_audit_log() {
        NODE.get(JULIET, tenant.key());

        Answer log = NODE.get("/v1/audit-log?limit=1", tenant.key());
        assertThat(log.text("data", 0, "action")).isEqualTo("user.export");
        assertThat(log.text("data", 0, "target")).isEqualTo("juliet@export.test");
    }

    @Test
    void an_export_needs_a_scope_of_its_own() {
        Answer reader =
                NODE.post(
                        "/v1/api-keys",
                        tenant.key(),
                        "{\"name\":\"reader\",\"scopes\":[\"users:read\",\"users:write\"]}");

        Answer refused = NODE.get(JULIET, reader.text("key"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("detail")).contains("users:export");
    }

    @Test
    void nobody_elses_accounts_are_there() {
        Tenant other = NODE.newTenant("Other");

        assertThat(NODE.get(JULIET, other.key()).status()).isEqualTo(404);
        assertThat(NODE.get(JULIET.replace("juliet", "romeo"), tenant.key()).status())
                .isEqualTo(404);
        assertThat(NODE.get(JULIET.replace("juliet", "a%40b"), tenant.key()).status())
                .isEqualTo(404);
    }

    @Test
    void users_that_only_the_backend_knows_can_be_exported_too() {
        NODE.post(
                "/v1/domains",
                tenant.key(),
                "{\"name\":\"outside.test\",\"policy\":{\"authentication\":[\"hook\"]}}");

        Answer answer = NODE.get("/v1/domains/outside.test/users/anyone/export", tenant.key());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.http().body()).contains("\"password_kept\":false");
    }
}
