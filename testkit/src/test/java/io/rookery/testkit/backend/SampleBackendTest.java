package io.rookery.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleBackendTest {
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final String NEXT = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String LOGIN =
            "{\"domain\":\"acme.test\",\"user\":\"alice\",\"operation\":\"auth.verify\","
                    + "\"data\":{\"password\":\"pw\"}}";

    @TempDir private Path directory;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final HttpClient client = HttpClient.newHttpClient();
    private Path users;
    private SampleBackend backend;
    private int calls;

    @BeforeEach
    void start() throws IOException {
        users = directory.resolve("users.properties");
        Files.writeString(users, "alice@acme.test=pw\nbob@acme.test=pw\n");
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        backend = new SampleBackend(0, List.of(SECRET, NEXT), users, () -> NOW, out);
    }

    @AfterEach
    void stop() {
        backend.close();
        client.close();
    }

    @Test
    void right_signature_is_answered() throws Exception {
        HttpResponse<String> response = send("/v1/auth/verify", LOGIN);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"decision\":\"allow\",\"ttl\":60}");
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("\"user\":\"alice\",\"operation\":\"auth.verify\" -> 200")
                .doesNotContain("pw");
    }

    @Test
    void wrong_signature_other_body_and_old_timestamp_are_401() throws Exception {
        String stranger = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
        String good = sign(SECRET, "req_1", NOW, LOGIN);
        Instant old = NOW.minus(Duration.ofMinutes(5)).minusSeconds(1);

        assertThat(status(LOGIN, "req_1", NOW, sign(stranger, "req_1", NOW, LOGIN))).isEqualTo(401);
        assertThat(status(LOGIN + " ", "req_1", NOW, good)).isEqualTo(401);
        assertThat(status(LOGIN, "req_2", NOW, good)).isEqualTo(401);
        assertThat(status(LOGIN, "req_1", old, sign(SECRET, "req_1", old, LOGIN))).isEqualTo(401);
        assertThat(status(LOGIN, "req_1", NOW, "")).isEqualTo(401);
        assertThat(status(LOGIN, "req_1", NOW, good)).isEqualTo(200);
    }

    @Test
    void either_secret_and_either_of_two_signatures_will_do() throws Exception {
        assertThat(status(LOGIN, "req_1", NOW, sign(NEXT, "req_1", NOW, LOGIN))).isEqualTo(200);
        String stranger = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
        String both = sign(stranger, "req_2", NOW, LOGIN) + ' ' + sign(SECRET, "req_2", NOW, LOGIN);
        assertThat(status(LOGIN, "req_2", NOW, both)).isEqualTo(200);
    }

    @Test
    void request_that_comes_again_gets_the_answer_that_it_got() throws Exception {
        String signature = sign(SECRET, "req_same", NOW, LOGIN);
        assertThat(post("/v1/auth/verify", LOGIN, "req_same", NOW, signature).body())
                .contains("allow");
        Files.writeString(users, "");

        assertThat(post("/v1/auth/verify", LOGIN, "req_same", NOW, signature).body())
                .contains("allow");
        assertThat(send("/v1/auth/verify", LOGIN).body()).contains("deny");
    }

    @Test
    void unknown_user_and_wrong_password_are_the_same_deny() throws Exception {
        String wrong = send("/v1/auth/verify", LOGIN.replace("\"pw\"", "\"no\"")).body();
        String unknown = send("/v1/auth/verify", LOGIN.replace("alice", "zoe")).body();

        assertThat(wrong).isEqualTo("{\"decision\":\"deny\"}").isEqualTo(unknown);
    }

    @Test
    void existence_is_a_map_of_all_users_asked_about() throws Exception {
        String call =
                "{\"domain\":\"acme.test\",\"operation\":\"user.exists\","
                        + "\"data\":{\"users\":[\"alice\",\"zoe\",\"bob\"]}}";

        assertThat(send("/v1/user/exists", call).body())
                .isEqualTo("{\"users\":{\"alice\":true,\"zoe\":false,\"bob\":true},\"ttl\":60}");
    }

    @Test
    void roster_is_whole_then_unchanged_then_whole_again_when_it_changed() throws Exception {
        Files.writeString(users, "alice@acme.test.roster=[{\"jid\":\"bob@acme.test\"}]\n");
        String call =
                "{\"domain\":\"acme.test\",\"user\":\"alice\",\"operation\":\"roster.get\","
                        + "\"data\":{}}";
        String first = send("/v1/roster/get", call).body();
        assertThat(first).contains("\"items\":[{\"jid\":\"bob@acme.test\"}]");
        String version = first.replaceAll(".*\"version\":\"([^\"]+)\".*", "$1");
        String again = call.replace("{}", "{\"version\":\"" + version + "\"}");

        assertThat(send("/v1/roster/get", again).body()).isEqualTo("{\"unchanged\":true}");
        Files.writeString(users, "alice@acme.test.roster=[]\n");
        assertThat(send("/v1/roster/get", again).body()).contains("\"items\":[]");
    }

    @Test
    void what_it_does_not_understand_is_400_or_404_and_missing_file_500() throws Exception {
        assertThat(send("/v1/auth/verify", "{\"domain\":").statusCode()).isEqualTo(400);
        assertThat(send("/v1/auth/nothing", LOGIN).statusCode()).isEqualTo(404);
        Files.delete(users);
        assertThat(send("/v1/auth/verify", LOGIN).statusCode()).isEqualTo(500);
    }

    private int status(String body, String id, Instant time, String signature) throws Exception {
        return post("/v1/auth/verify", body, id, time, signature).statusCode();
    }

    private HttpResponse<String> send(String path, String body) throws Exception {
        String id = "req_call" + calls++;
        return post(path, body, id, NOW, sign(SECRET, id, NOW, body));
    }

    private HttpResponse<String> post(
            String path, String body, String id, Instant time, String signature)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + backend.port() + path))
                        .header("webhook-id", id)
                        .header("webhook-timestamp", String.valueOf(time.getEpochSecond()))
                        .header("webhook-signature", signature)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String sign(String secret, String id, Instant time, String body)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String signed = id + '.' + time.getEpochSecond() + '.' + body;
        byte[] bytes = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(bytes);
    }
}
