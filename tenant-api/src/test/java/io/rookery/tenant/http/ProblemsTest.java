package io.rookery.tenant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    private static Tenant tenant = new Tenant("", "");

    @BeforeAll
    static void makeTenant() {
        tenant = NODE.newTenant("Problems");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "nonsense",
                "{\"name\":}",
                "{'name':'a.test'}",
                "{\"name\":\"a.test\"",
                "{\"name\":\"\\ud83d\\ude00\"",
                "\u0000",
                "{\"name\":NaN}",
                "{\"name\":\"a.test\",}"
            })
    void what_is_no_json_is_malformed(String body) {
        Answer refused = NODE.post("/v1/domains", tenant.key(), body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("code")).isEqualTo("malformed_json");
        assertThat(refused.header("Content-Type")).contains("application/problem+json");
        assertThat(refused.http().body()).doesNotContainIgnoringCase("exception", "jackson");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "\"name\"", "true", "[{\"name\":\"a.test\"}]"})
    void a_body_that_is_no_object_breaks_a_rule(String body) {
        Answer refused = NODE.post("/v1/domains", tenant.key(), body);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.pointers()).containsExactly("");
    }

    @Test
    void a_missing_body_is_malformed() {
        Answer none = NODE.post("/v1/domains", tenant.key(), null);
        Answer empty = NODE.post("/v1/domains", tenant.key(), "");

        assertThat(none.status()).isEqualTo(400);
        assertThat(empty.status()).isEqualTo(400);
    }

    @Test
    void unknown_and_missing_properties_are_named_together() {
        Answer refused =
                NODE.post(
                        "/v1/domains",
                        tenant.key(),
                        "{\"nmae\":\"a.test\",\"a/b~c\":1,\"policy\":{\"fedration\":\"open\"}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.pointers())
                .containsExactlyInAnyOrder("/name", "/nmae", "/a~1b~0c", "/policy/fedration");
    }

    @Test
    void deep_json_is_refused_and_harms_nothing() {
        String deep = "[".repeat(30_000) + "]".repeat(30_000);

        Answer refused = NODE.post("/v1/domains", tenant.key(), "{\"name\":" + deep + "}");

        assertThat(refused.status()).isBetween(400, 499);
    }

    @Test
    void a_body_over_the_limit_is_refused() {
        String body = "{\"name\":\"" + "a".repeat(70_000) + "\"}";

        Answer refused = NODE.post("/v1/domains", tenant.key(), body);
        Answer chunked =
                NODE.send(
                        NODE.request("/v1/domains")
                                .header("Authorization", "Bearer " + tenant.key())
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body))));

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.text("code")).isEqualTo("body_too_large");
        assertThat(chunked.status()).isEqualTo(413);
    }

    @Test
    void a_body_of_another_type_is_refused() {
        Answer refused =
                NODE.send(
                        NODE.request("/v1/domains")
                                .header("Authorization", "Bearer " + tenant.key())
                                .header("Content-Type", "text/xml")
                                .POST(BodyPublishers.ofString("<name/>")));

        assertThat(refused.status()).isEqualTo(415);
        assertThat(refused.text("code")).isEqualTo("unsupported_media_type");
    }

    @Test
    void unknown_paths_and_methods_are_problems_too() {
        Answer path = NODE.get("/v1/nothing", tenant.key());
        Answer outside = NODE.get("/nothing", "");
        Answer method = NODE.send("PUT", "/v1/domains", tenant.key(), "{}");

        assertThat(path.text("code")).isEqualTo("not_found");
        assertThat(path.status()).isEqualTo(404);
        assertThat(outside.status()).isEqualTo(404);
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.text("code")).isEqualTo("method_not_allowed");
        assertThat(method.header("Allow").orElse("")).contains("GET", "POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0", "limit=101", "limit=-1", "limit=many", "limit=99999999999",
                "cursor=%21", "cursor=AA%3D%3D", "cursor=wA", "cursor=AAAA", "cursor="
            })
    void parameters_that_cannot_be_used_are_named(String query) {
        Answer refused = NODE.get("/v1/domains?" + query, tenant.key());

        // An empty cursor is the first page.
        assertThat(refused.status()).isEqualTo(query.equals("cursor=") ? 200 : 400);
        if (refused.status() == 400) {
            assertThat(refused.text("code")).isEqualTo("invalid_parameter");
            assertThat(refused.pointers()).containsExactly(query.substring(0, query.indexOf('=')));
        }
    }

    @Test
    void every_answer_names_its_request_and_is_not_stored() {
        Answer good = NODE.get("/v1/me", tenant.key());
        Answer bad = NODE.get("/v1/domains/none.test", tenant.key());

        assertThat(good.header("X-Request-Id").orElse("")).matches("req_[0-9a-f]{32}");
        assertThat(bad.header("X-Request-Id")).contains(bad.text("request_id"));
        assertThat(good.header("X-Request-Id")).isNotEqualTo(bad.header("X-Request-Id"));
        assertThat(good.header("Cache-Control")).contains("no-store");
    }

    @Test
    void the_type_of_a_problem_leads_to_its_explanation() {
        Answer problem = NODE.get("/v1/domains/none.test", tenant.key());

        Answer page = NODE.get(problem.text("type"), "");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.http().body()).contains("not_found", "does not exist for you");
        assertThat(NODE.get("/problems/unheard_of", "").status()).isEqualTo(404);
    }

    @Test
    void the_page_about_problems_says_what_the_code_says() throws IOException {
        // The test runs in the module's folder.
        Path page = Path.of("..", "docs", "problems.md");

        if (Boolean.getBoolean("rookery.write-docs")) {
            Files.writeString(page, Problem.page());
        }

        assertThat(page)
                .as("write it anew with -Drookery.write-docs=true")
                .content()
                .isEqualTo(Problem.page());
    }
}
