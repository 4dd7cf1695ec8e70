package io.rookery.hooks.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.hooks.auth.HookAuthentication;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookPorts;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.fake.FakeTransport;
import io.rookery.hooks.fake.Given;
import io.rookery.hooks.fake.TestClock;
import io.rookery.hooks.roster.HookRosterStore;
import io.rookery.hooks.webhook.HookCalls;
import io.rookery.hooks.webhook.WebhookSignature;
import io.rookery.routing.port.Authentication.Existence;
import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.ScramLookup;
import io.rookery.routing.port.Authentication.Verdict;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.RosterStore.RosterSnapshot;
import io.rookery.xmpp.jid.BareJid;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// Holds the published contract to what the code sends and understands.
class OpenApiTest {
    private static final DomainPolicy POLICY = Given.policy(Given.ACME, "chat.acme.com", 1);
    private static final BareJid ALICE = BareJid.parse("alice@chat.acme.com");

    private final Map<?, ?> document = document();
    private final TestClock clock = new TestClock();
    private final FakeTransport transport = new FakeTransport();
    private final HookPorts ports = Given.ports(new Given.Directory(Given.endpoint()), clock);
    private final HookCalls calls =
            new HookCalls(ports, HookLimits.DEFAULT, transport, Runnable::run);
    private final HookAuthentication authentication =
            new HookAuthentication(ports, HookLimits.DEFAULT, calls);
    private final HookRosterStore rosters = new HookRosterStore(ports, HookLimits.DEFAULT, calls);

    @Test
    void every_operation_is_described_with_its_path_and_deadline() {
        assertThat(document.get("openapi")).isEqualTo("3.1.0");
        assertThat(map(document.get("webhooks")).keySet().stream().map(String::valueOf))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Operation.values()).map(Operation::text).toList());
        for (Operation operation : Operation.values()) {
            Map<?, ?> post = post(operation);
            assertThat(post.get("x-rookery-path")).isEqualTo(operation.path());
            assertThat(post.get("x-rookery-deadline-ms"))
                    .isEqualTo((int) HookLimits.DEFAULT.call().deadline(operation).toMillis());
        }
    }

    @Test
    void every_header_that_is_sent_is_described() {
        List<String> described =
                map(map(document.get("components")).get("parameters")).values().stream()
                        .map(each -> String.valueOf(map(each).get("name")))
                        .toList();
        answer(Operation.AUTH_VERIFY, "deny");
        verify();

        assertThat(described)
                .contains(
                        WebhookSignature.ID, WebhookSignature.TIMESTAMP, WebhookSignature.SIGNATURE)
                .contains("x-deadline-ms", "traceparent");
        assertThat(
                        transport.lastPost().headers().keySet().stream()
                                .filter(name ->
                                        name.startsWith("webhook-") || name.startsWith("x-")))
                .isSubsetOf(described);
    }

    @Test
    void auth_verify_is_as_described() {
        answer(Operation.AUTH_VERIFY, "allow");
        assertThat(verify()).isEqualTo(Verdict.ALLOWED);
        assertSent(Operation.AUTH_VERIFY, "login");
        clock.advance(Duration.ofMinutes(1));
        answer(Operation.AUTH_VERIFY, "deny");
        assertThat(verify()).isEqualTo(Verdict.DENIED);
        clock.advance(Duration.ofMinutes(1));
        answer(Operation.AUTH_VERIFY, "disabled");
        assertThat(verify()).isEqualTo(Verdict.DISABLED);
    }

    @Test
    void auth_scram_is_as_described() {
        answer(Operation.AUTH_SCRAM, "found");
        assertThat(scram().state()).isEqualTo(Existence.EXISTS);
        assertSent(Operation.AUTH_SCRAM, "login");
        clock.advance(Duration.ofMinutes(1));
        answer(Operation.AUTH_SCRAM, "absent");
        assertThat(scram()).isEqualTo(ScramLookup.ABSENT);
    }

    @Test
    void user_exists_is_as_described() {
        answer(Operation.USER_EXISTS, "exists");
        assertThat(join(authentication.exists(POLICY, ALICE))).isEqualTo(Existence.EXISTS);
        assertSent(Operation.USER_EXISTS, "one");
        clock.advance(Duration.ofMinutes(1));
        answer(Operation.USER_EXISTS, "absent");
        assertThat(join(authentication.exists(POLICY, ALICE))).isEqualTo(Existence.ABSENT);
    }

    @Test
    void roster_get_is_as_described() {
        answer(Operation.ROSTER_GET, "whole");
        RosterSnapshot whole = join(rosters.load(POLICY, ALICE));
        assertThat(whole.version()).isEqualTo(7);
        assertThat(whole.entries()).hasSize(2);
        assertSent(Operation.ROSTER_GET, "first");
        answer(Operation.ROSTER_GET, "unchanged");
        assertThat(join(rosters.load(POLICY, ALICE))).isEqualTo(whole);
        assertSent(Operation.ROSTER_GET, "again");
    }

    @Test
    void every_reference_leads_somewhere() {
        String text = new Yaml().dump(document);
        List<String> references =
                text.lines()
                        .filter(line -> line.contains("#/"))
                        .map(line -> line.replaceAll(".*#/([A-Za-z/]+).*", "$1"))
                        .toList();

        assertThat(references).isNotEmpty();
        for (String reference : references) {
            Object place = document;
            for (String step : reference.split("/", -1)) {
                place = map(place).get(step);
            }
            assertThat(place).as(reference).isNotNull();
        }
    }

    private Verdict verify() {
        return join(authentication.verify(POLICY, ALICE, "correct horse", "203.0.113.9"));
    }

    private ScramLookup scram() {
        return join(authentication.scram(POLICY, ALICE, ScramHash.SHA_256));
    }

    /// Answers with an example of the document.
    private void answer(Operation operation, String example) {
        Map<?, ?> ok = map(map(post(operation).get("responses")).get("200"));
        transport.answering(200, json(example(ok, example)));
    }

    private void assertSent(Operation operation, String example) {
        Map<?, ?> body = map(post(operation).get("requestBody"));
        assertThat(new Yaml().<Object>load(transport.lastBody())).isEqualTo(example(body, example));
    }

    private static Object example(Map<?, ?> body, String name) {
        Map<?, ?> content = map(map(body.get("content")).get("application/json"));
        return Objects.requireNonNull(
                map(map(content.get("examples")).get(name)).get("value"), name);
    }

    private Map<?, ?> post(Operation operation) {
        return map(map(map(document.get("webhooks")).get(operation.text())).get("post"));
    }

    private static Map<?, ?> map(@org.jspecify.annotations.Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static String json(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(each -> json(each.getKey()) + ':' + json(each.getValue()))
                            .collect(Collectors.joining(",", "{", "}"));
            case List<?> list ->
                    list.stream().map(OpenApiTest::json).collect(Collectors.joining(",", "[", "]"));
            case String text -> '"' + text + '"';
            default -> value.toString();
        };
    }

    private static Map<?, ?> document() {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi/hooks.yaml")) {
            return map(new Yaml().load(Objects.requireNonNull(in)));
        } catch (IOException e) {
            throw new AssertionError("hooks.yaml", e);
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
