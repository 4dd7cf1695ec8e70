package io.rookery.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.watch.Finding;
import io.rookery.routing.port.watch.Followed;
import io.rookery.routing.port.watch.SeenStanza;
import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InstallationTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();
    private static final String SESSIONS = "/v1/admin/sessions";
    private static Tenant tenant = new Tenant("", "");

    @BeforeAll
    static void makeDomain() {
        tenant = NODE.newTenant("Watched");
        NODE.post("/v1/domains", tenant.key(), "{\"name\":\"watched.test\"}");
    }

    @AfterEach
    void mend() {
        NODE.installation().silence();
        NODE.installation().away(false);
        NODE.installation().finds();
        NODE.dataSource().mend();
    }

    private static Answer get(String path) {
        return NODE.get(path, NODE.operatorKey());
    }

    private static Answer post(String path, String body) {
        return NODE.post(path, NODE.operatorKey(), body);
    }

    @Test
    void sessions_of_all_edges_are_listed_page_by_page() {
        for (int i = 0; i < 7; i++) {
            NODE.installation().connect("many" + i + "@watched.test/phone", "edge-" + i % 2);
        }

        List<String> listed = new ArrayList<>();
        String cursor = "";
        do {
            Answer page =
                    get(
                            SESSIONS
                                    + "?domain=watched.test&limit=3"
                                    + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            listed.addAll(page.column("jid"));
            cursor = page.text("has_more").equals("true") ? page.text("next_cursor") : "";
        } while (!cursor.isEmpty());

        assertThat(listed)
                .filteredOn(jid -> jid.startsWith("many"))
                .containsExactly(
                        "many0@watched.test/phone",
                        "many1@watched.test/phone",
                        "many2@watched.test/phone",
                        "many3@watched.test/phone",
                        "many4@watched.test/phone",
                        "many5@watched.test/phone",
                        "many6@watched.test/phone");
        assertThat(get(SESSIONS + "?edge=edge-1").column("edge")).containsOnly("edge-1");
        assertThat(get(SESSIONS + "?domain=other.test").node("data").size()).isZero();
    }

    @Test
    void a_user_has_its_waiting_sessions_too() {
        NODE.installation().connect("benvolio@watched.test/here", "edge-1");
        NODE.sessions().connect("benvolio@watched.test", "gone");

        Answer page = get(SESSIONS + "?user=benvolio@watched.test");

        assertThat(page.column("jid"))
                .containsExactly("benvolio@watched.test/gone", "benvolio@watched.test/here");
        assertThat(page.node("data", 0).get("edge")).isNull();
        assertThat(page.text("data", 1, "edge")).isEqualTo("edge-1");
        assertThat(page.text("data", 1, "stream_management")).isEqualTo("true");
        assertThat(page.text("data", 1, "untaken")).isEqualTo("4");
    }

    @Test
    void a_user_is_asked_for_alone() {
        for (String other : List.of("edge=edge-1", "domain=watched.test")) {
            Answer page = get(SESSIONS + "?user=benvolio@watched.test&" + other);

            assertThat(page.status()).as(other).isEqualTo(400);
        }
    }

    @Test
    void who_did_not_answer_is_named() {
        NODE.installation().silence("127.0.1.2:25520");

        assertThat(get(SESSIONS).text("silent", 0)).isEqualTo("127.0.1.2:25520");

        NODE.sessions().away(true);
        try {
            assertThat(get(SESSIONS + "?user=paris@watched.test").text("silent", 1))
                    .isEqualTo("paris@watched.test");
        } finally {
            NODE.sessions().away(false);
        }
        NODE.installation().away(true);
        assertThat(get(SESSIONS).status()).isEqualTo(503);
    }

    @Test
    void a_kick_ends_what_it_names_and_both_audit_logs_say_why() {
        NODE.installation().connect("tybalt@watched.test/sword", "edge-1");
        NODE.installation().connect("tybalt@watched.test/dagger", "edge-1");

        Answer one =
                post(
                        "/v1/admin/kicks",
                        "{\"user\":\"tybalt@watched.test\",\"resource\":\"sword\","
                                + "\"reason\":\"brawling\"}");
        Answer rest = post("/v1/admin/kicks", "{\"user\":\"tybalt@watched.test\"}");
        Answer none = post("/v1/admin/kicks", "{\"user\":\"tybalt@watched.test\"}");

        assertThat(one.text("ended", 0)).isEqualTo("tybalt@watched.test/sword");
        assertThat(rest.text("ended", 0)).isEqualTo("tybalt@watched.test/dagger");
        assertThat(none.status()).isEqualTo(404);
        for (String key : List.of(NODE.operatorKey(), tenant.key())) {
            Answer log = NODE.get("/v1/audit-log", key);
            assertThat(log.column("action").subList(0, 2)).containsOnly("session.kick");
            assertThat(log.column("reason").subList(0, 2)).containsExactly("", "brawling");
            assertThat(log.text("data", 1, "target")).isEqualTo("tybalt@watched.test");
            assertThat(log.text("data", 1, "principal")).startsWith("operator/key_");
        }
    }

    @Test
    void tenants_may_do_none_of_it() {
        for (String path : List.of(SESSIONS, "/v1/admin/doctor", "/v1/admin/dead-letters")) {
            assertThat(NODE.get(path, tenant.key()).status()).as(path).isEqualTo(403);
        }
        for (String path : List.of("/v1/admin/kicks", "/v1/admin/traces")) {
            assertThat(NODE.post(path, tenant.key(), "{\"user\":\"romeo@watched.test\"}").status())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(
                        NODE.post(
                                        "/v1/api-keys",
                                        tenant.key(),
                                        "{\"name\":\"a\",\"scopes\":[\"admin:read\"]}")
                                .status())
                .isEqualTo(422);
    }

    @Test
    void a_trace_tells_what_happens_when_it_happens_and_ends_with_its_caller() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                NODE.request("/v1/admin/traces")
                        .header("Authorization", "Bearer " + NODE.operatorKey())
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"user\":\"romeo@watched.test\",\"seconds\":60}"))
                        .build();
        HttpResponse<InputStream> response =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));

        NODE.installation().tell(Followed.refusedBy("127.0.2.1:25520"));
        String refused = next(lines);
        NODE.installation().tell(new Followed("127.0.2.1:25520", List.of(), 0));
        String watching = next(lines);
        NODE.installation().tell(new Followed("127.0.2.1:25520", List.of(stanza()), 3));
        String dropped = next(lines);
        String stanza = next(lines);
        String alive = lines.readLine();

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(refused).contains("\"refused\"").contains("127.0.2.1:25520");
        assertThat(watching).contains("\"watching\"").contains("127.0.2.1:25520");
        assertThat(dropped).contains("\"dropped\"").contains("\"number\":3");
        assertThat(stanza)
                .contains("\"what\":\"delivered\"", "\"direction\":\"out\"", "\"id\":\"m1\"")
                .doesNotContain("payload");
        assertThat(alive).contains("\"alive\"");
        assertThat(NODE.installation().followers()).isEqualTo(1);
        lines.close();
        assertThat(NODE.installation().hungUp().await(20, TimeUnit.SECONDS)).isTrue();
        client.close();
    }

    private static String next(BufferedReader lines) throws IOException {
        String line;
        do {
            line = lines.readLine();
        } while (line != null && line.contains("\"alive\""));
        return String.valueOf(line);
    }

    private static SeenStanza stanza() {
        return new SeenStanza(
                Instant.parse("2026-11-22T10:00:00Z"),
                "127.0.2.1:25520",
                SeenStanza.Event.DELIVERED,
                "message",
                "chat",
                "juliet@watched.test/balcony",
                "romeo@watched.test",
                "m1",
                "",
                "orchard",
                7,
                200,
                "",
                "");
    }

    @Test
    void payload_is_shown_only_for_a_reason_that_the_audit_log_keeps() {
        Answer bare =
                post(
                        "/v1/admin/traces",
                        "{\"user\":\"romeo@watched.test\",\"payload\":true,\"seconds\":1}");
        Answer reasoned =
                post(
                        "/v1/admin/traces",
                        "{\"user\":\"romeo@watched.test\",\"payload\":true,\"seconds\":1,"
                                + "\"reason\":\"ticket 7\"}");

        assertThat(bare.status()).isEqualTo(422);
        assertThat(bare.pointers()).containsExactly("/reason");
        assertThat(reasoned.status()).isEqualTo(200);
        assertThat(reasoned.http().body()).endsWith("\n").contains("\"end\"");
        Answer log = NODE.get("/v1/audit-log", tenant.key());
        assertThat(log.text("data", 0, "action")).isEqualTo("user.trace-payload");
        assertThat(log.text("data", 0, "reason")).isEqualTo("ticket 7");
        assertThat(post("/v1/admin/traces", "{\"user\":\"a@b.test\",\"seconds\":601}").pointers())
                .containsExactly("/seconds");
    }

    @Test
    void addresses_that_are_none_and_domains_of_nobody_are_refused() {
        assertThat(get(SESSIONS + "?user=watched.test").status()).isEqualTo(400);
        assertThat(get(SESSIONS + "?user=a@b@c").status()).isEqualTo(400);
        assertThat(get(SESSIONS + "?user=a@nobodys.test").status()).isEqualTo(404);
        assertThat(get(SESSIONS + "?limit=0").status()).isEqualTo(400);
        assertThat(get(SESSIONS + "?cursor=%00").status()).isEqualTo(400);
        assertThat(post("/v1/admin/traces", "{\"user\":\"a@nobodys.test\"}").status())
                .isEqualTo(404);
    }

    @Test
    void the_doctor_answers_an_operator_also_without_the_database() {
        NODE.installation()
                .finds(
                        new Finding(
                                Finding.Severity.ERROR,
                                "database-down",
                                "",
                                "",
                                "PostgreSQL does not answer.",
                                "m",
                                "a"));
        assertThat(get("/v1/admin/doctor").text("status")).isEqualTo("error");

        NODE.dataSource().cut();
        Answer away = get("/v1/admin/doctor");
        Answer tenants = NODE.get("/v1/admin/doctor", tenant.key());

        assertThat(away.status()).isEqualTo(200);
        assertThat(away.text("findings", 0, "code")).isEqualTo("database-down");
        assertThat(tenants.status()).isEqualTo(503);
        NODE.installation().finds();
        assertThat(get("/v1/admin/doctor").text("status")).isEqualTo("healthy");
    }
}
