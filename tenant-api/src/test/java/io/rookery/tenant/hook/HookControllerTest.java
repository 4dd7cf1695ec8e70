package io.rookery.tenant.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.port.TenantId;
import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import io.rookery.tenant.change.Change;
import io.rookery.tenant.change.ChangeListener;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookControllerTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    private static final BlockingQueue<Change> HEARD = new LinkedBlockingQueue<>();

    private static Tenant tenant = new Tenant("", "");

    @BeforeAll
    static void makeTenant() {
        tenant = NODE.newTenant("Hooks");
        NODE.storage()
                .changes()
                .listen(
                        new ChangeListener() {
                            @Override
                            public void changed(Change change) {
                                HEARD.add(change);
                            }

                            @Override
                            public void missed() {
                                // Nothing is kept here.
                            }
                        });
    }

    @Test
    void a_backend_is_named_and_its_secret_shown_once() throws InterruptedException {
        String hook = domain("named.test");

        Answer made = put(hook, "https://backend.test/xmpp", "auth.verify", "roster.get");
        heard("named.test");
        Answer read = NODE.get(hook, tenant.key());

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("secret")).startsWith("whsec_");
        assertThat(Base64.getDecoder().decode(made.text("secret").substring(6))).hasSize(32);
        assertThat(read.http().body()).doesNotContain("whsec_", "\"secret\"");
        HookEndpoint endpoint = endpoint("named.test").orElseThrow();
        assertThat(endpoint.baseUrl()).isEqualTo(URI.create("https://backend.test/xmpp"));
        assertThat(endpoint.secrets()).containsExactly(made.text("secret"));
        assertThat(endpoint.operations()).containsExactlyInAnyOrder("auth.verify", "roster.get");
        assertThat(endpoint.toString()).doesNotContain("whsec_");
    }

    @Test
    void a_changed_backend_keeps_its_secret_and_reaches_nodes() throws InterruptedException {
        String hook = domain("moved.test");
        Answer made = put(hook, "https://one.test", "auth.verify");
        heard("moved.test");
        endpoint("moved.test");

        Answer changed = put(hook, "https://two.test", "auth.verify");
        heard("moved.test");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.http().body()).doesNotContain("whsec_");
        HookEndpoint endpoint = endpoint("moved.test").orElseThrow();
        assertThat(endpoint.version()).isEqualTo(2);
        assertThat(endpoint.baseUrl()).isEqualTo(URI.create("https://two.test"));
        assertThat(endpoint.secrets()).containsExactly(made.text("secret"));
    }

    @Test
    void a_new_secret_signs_first_and_the_old_one_for_a_day_more() throws InterruptedException {
        String hook = domain("rotated.test");
        String first = put(hook, "https://r.test", "auth.verify").text("secret");
        heard("rotated.test");

        Answer rotated = NODE.post(hook + "/secrets", tenant.key(), null);
        heard("rotated.test");
        HookEndpoint during = endpoint("rotated.test").orElseThrow();
        NODE.clock().advance(Duration.ofHours(25));
        HookEndpoint after = endpoint("rotated.test").orElseThrow();

        assertThat(rotated.status()).isEqualTo(201);
        assertThat(during.secrets()).containsExactly(rotated.text("secret"), first);
        assertThat(after.secrets()).containsExactly(rotated.text("secret"));
    }

    @Test
    void however_often_it_is_rotated_four_secrets_sign_at_most() throws InterruptedException {
        String hook = domain("often.test");
        put(hook, "https://r.test", "auth.verify");
        for (int i = 0; i < 6; i++) {
            NODE.post(hook + "/secrets", tenant.key(), null);
        }

        assertThat(NODE.get(hook, tenant.key()).node("secrets").size()).isEqualTo(4);
    }

    @Test
    void a_repeated_rotation_rotates_once() {
        String hook = domain("once.test");
        put(hook, "https://r.test", "auth.verify");

        Answer first = NODE.post(hook + "/secrets", tenant.key(), null, "Idempotency-Key", "r");
        Answer again = NODE.post(hook + "/secrets", tenant.key(), null, "Idempotency-Key", "r");

        assertThat(again.text("secret")).isEqualTo(first.text("secret"));
        assertThat(NODE.get(hook, tenant.key()).node("secrets").size()).isEqualTo(2);
    }

    @Test
    void a_deleted_backend_is_asked_no_more() throws InterruptedException {
        String hook = domain("gone.test");
        put(hook, "https://r.test", "auth.verify");
        heard("gone.test");
        endpoint("gone.test");

        Answer deleted = NODE.send("DELETE", hook, tenant.key(), null);
        heard("gone.test");

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(endpoint("gone.test")).isEmpty();
        assertThat(NODE.get(hook, tenant.key()).status()).isEqualTo(404);
    }

    @Test
    void secrets_are_sealed_in_the_database() throws SQLException {
        String hook = domain("sealed.test");
        String secret = put(hook, "https://r.test", "auth.verify").text("secret");

        try (var connection = NODE.database().asSuperuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT sealed FROM hook_secret")) {
            while (rows.next()) {
                assertThat(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1))
                        .doesNotContain(secret, "whsec_");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://backend.test",
                "ftp://backend.test",
                "backend.test",
                "https://",
                "https:///path",
                "https://user:secret@backend.test",
                "https://backend.test?x=1",
                "https://backend.test#x",
                "https://backend.test:99999",
                "https://backend.test/../x",
                "javascript:alert(1)",
                "https://back end.test",
                "//backend.test"
            })
    void urls_that_cannot_be_called_safely_are_refused(String url) {
        String hook = domain("urls.test");

        Answer refused = put(hook, url, "auth.verify");

        assertThat(refused.status()).as(url).isEqualTo(422);
        assertThat(refused.pointers()).containsExactly("/base_url");
    }

    @Test
    void operations_must_be_known() {
        String hook = domain("operations.test");

        assertThat(put(hook, "https://r.test").pointers()).containsExactly("/operations");
        assertThat(put(hook, "https://r.test", "user.delete").pointers())
                .containsExactly("/operations");
    }

    @Test
    void without_a_probe_there_is_nothing_to_test_with() {
        String hook = domain("probe.test");
        put(hook, "https://r.test", "auth.verify");

        assertThat(NODE.post(hook + "/test", tenant.key(), null).status()).isEqualTo(404);
        assertThat(NODE.get(hook + "/health", tenant.key()).status()).isEqualTo(404);
    }

    private static String domain(String name) {
        NODE.post("/v1/domains", tenant.key(), "{\"name\":\"" + name + "\"}");
        return "/v1/domains/" + name + "/hook";
    }

    private static Answer put(String hook, String url, String... operations) {
        String list = operations.length == 0 ? "" : "\"" + String.join("\",\"", operations) + "\"";
        return NODE.send(
                "PUT",
                hook,
                tenant.key(),
                "{\"base_url\":\"" + url + "\",\"operations\":[" + list + "]}");
    }

    private static Optional<HookEndpoint> endpoint(String domain) {
        return NODE.storage()
                .hookEndpoints()
                .find(TenantId.parse(tenant.id()), domain)
                .toCompletableFuture()
                .join();
    }

    private static void heard(String domain) throws InterruptedException {
        while (true) {
            Change change = HEARD.poll(30, TimeUnit.SECONDS);
            if (change == null) {
                throw new AssertionError("no change of the hook of " + domain);
            }
            if (change.domain().equals(domain) && change.kind() == Change.Kind.HOOK) {
                return;
            }
        }
    }
}
