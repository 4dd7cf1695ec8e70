package io.rookery.hooks.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.hooks.endpoint.EndpointHealth;
import io.rookery.hooks.endpoint.HookEndpoint;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookMeter;
import io.rookery.hooks.endpoint.HookPorts;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.Outcome;
import io.rookery.hooks.endpoint.SigningSecret;
import io.rookery.hooks.fake.FakeTransport;
import io.rookery.hooks.fake.Given;
import io.rookery.hooks.fake.TestClock;
import io.rookery.hooks.json.JsonObject;
import io.rookery.routing.port.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HookCallsTest {
    private static final HookRequest REQUEST =
            new HookRequest(
                    Operation.AUTH_VERIFY,
                    "acme.test",
                    Optional.of("alice"),
                    JsonObject.EMPTY.with("password", "pw"));
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final TestClock clock = new TestClock();
    private final FakeTransport transport = new FakeTransport();
    private final List<String> metered = new ArrayList<>();
    private final HookMeter meter =
            new HookMeter() {
                @Override
                public void called(
                        TenantId tenant, Operation operation, Outcome outcome, Duration took) {
                    metered.add(operation.text() + ' ' + outcome + ' ' + took.toMillis());
                }

                @Override
                public void dropped(TenantId tenant, Operation operation, String reason) {}
            };
    private final HookCalls calls = calls(HookLimits.DEFAULT, TRACE);

    @Test
    void call_is_a_signed_envelope_below_the_base_url() {
        transport.answering(200, "{\"decision\":\"allow\"}");

        Called<String> called = call(Given.endpoint()).join();

        assertThat(called).isEqualTo(new Called.Answered<>("allow"));
        Transport.Post post = transport.lastPost();
        assertThat(post.url()).hasToString("https://hooks.acme.example/rookery/v1/auth/verify");
        assertThat(transport.lastBody())
                .isEqualTo(
                        "{\"domain\":\"acme.test\",\"user\":\"alice\",\"operation\":\"auth.verify\","
                            + "\"data\":{\"password\":\"pw\"}}");
        assertThat(post.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("x-deadline-ms", "3000")
                .containsEntry("traceparent", TRACE);
        assertThat(genuine(post, Given.SECRET)).isTrue();
    }

    @Test
    void while_secrets_rotate_both_sign() {
        SigningSecret next = SigningSecret.generate(new Random(3));
        HookEndpoint plain = Given.endpoint();
        transport.answering(200, "{\"decision\":\"allow\"}");

        call(new HookEndpoint(
                        plain.tenant(),
                        plain.id(),
                        plain.baseUrl(),
                        List.of(next, Given.SECRET),
                        plain.operations(),
                        2))
                .join();

        assertThat(genuine(transport.lastPost(), Given.SECRET)).isTrue();
        assertThat(genuine(transport.lastPost(), next)).isTrue();
    }

    @Test
    void traceparent_of_another_form_is_not_sent() {
        transport.answering(200, "{\"decision\":\"allow\"}");

        calls(HookLimits.DEFAULT, "x\r\ninjected: 1")
                .call(Given.endpoint(), REQUEST, answer -> answer.text("decision"))
                .toCompletableFuture()
                .join();

        assertThat(transport.lastPost().headers()).doesNotContainKey("traceparent");
    }

    @Test
    void other_status_than_200_is_unavailable() {
        for (int status :
                List.of(201, 204, 301, 302, 307, 400, 401, 403, 404, 410, 429, 500, 503)) {
            transport.answering(status, "{\"decision\":\"deny\"}");

            assertThat(outcome(fresh())).as("status %s", status).isEqualTo(Outcome.STATUS);
        }
    }

    @Test
    void garbage_with_status_200_is_unavailable_and_not_repeated_in_the_detail() {
        for (String body :
                List.of(
                        "",
                        "secret",
                        "<html>secret",
                        "[]",
                        "{\"decision\":",
                        "{} {}",
                        "{\"a\":1}")) {
            transport.answering(200, body);

            Called<String> called = call(fresh()).join();

            assertThat(called).isInstanceOf(Called.Unavailable.class);
            assertThat(called.toString()).contains("MALFORMED").doesNotContain("secret");
        }
    }

    @Test
    void breaker_opens_after_failures_and_tries_again_after_its_rest() {
        transport.failing(Outcome.TIMEOUT);
        for (int i = 0; i < 10; i++) {
            assertThat(outcome(Given.endpoint())).isEqualTo(Outcome.TIMEOUT);
        }
        assertThat(outcome(Given.endpoint())).isEqualTo(Outcome.BREAKER_OPEN);
        assertThat(transport.posts()).hasSize(10);
        assertThat(health().breaker()).isEqualTo(EndpointHealth.Breaker.OPEN);

        clock.advance(HookLimits.DEFAULT.breaker().open().plusMillis(1));
        transport.answering(200, "{\"decision\":\"allow\"}");

        assertThat(call(Given.endpoint()).join()).isInstanceOf(Called.Answered.class);
        assertThat(health().breaker()).isEqualTo(EndpointHealth.Breaker.HALF_OPEN);
        call(Given.endpoint()).join();
        call(Given.endpoint()).join();
        assertThat(health().breaker()).isEqualTo(EndpointHealth.Breaker.CLOSED);
    }

    @Test
    void half_open_breaker_opens_again_when_the_probes_fail() {
        transport.failing(Outcome.DISCONNECTED);
        for (int i = 0; i < 10; i++) {
            outcome(Given.endpoint());
        }
        clock.advance(HookLimits.DEFAULT.breaker().open().plusMillis(1));
        for (int i = 0; i < 3; i++) {
            assertThat(outcome(Given.endpoint())).isEqualTo(Outcome.DISCONNECTED);
        }

        assertThat(outcome(Given.endpoint())).isEqualTo(Outcome.BREAKER_OPEN);
    }

    @Test
    void breaker_of_one_tenant_leaves_another_tenants_calls_alone() {
        transport.failing(Outcome.TIMEOUT);
        for (int i = 0; i < 11; i++) {
            outcome(Given.endpoint());
        }
        transport.answering(200, "{\"decision\":\"allow\"}");

        assertThat(outcome(Given.endpoint())).isEqualTo(Outcome.BREAKER_OPEN);
        assertThat(call(Given.endpoint(Given.OTHER, Given.BASE)).join())
                .isInstanceOf(Called.Answered.class);
    }

    @Test
    void denies_do_not_open_the_breaker() {
        transport.answering(200, "{\"decision\":\"deny\"}");
        for (int i = 0; i < 50; i++) {
            call(Given.endpoint()).join();
        }

        assertThat(health().breaker()).isEqualTo(EndpointHealth.Breaker.CLOSED);
    }

    @Test
    void slow_endpoint_takes_only_its_own_turns() {
        HookLimits.Call call = HookLimits.DEFAULT.call();
        for (int i = 0; i < call.concurrent() + call.queued(); i++) {
            assertThat(call(Given.endpoint())).isNotDone();
        }
        assertThat(transport.posts()).hasSize(call.concurrent());

        assertThat(outcome(Given.endpoint())).isEqualTo(Outcome.BUSY);
        CompletableFuture<Called<String>> other = call(Given.endpoint(Given.OTHER, Given.BASE));
        assertThat(transport.posts()).hasSize(call.concurrent() + 1);
        assertThat(transport.lastPost().pool()).startsWith(Given.OTHER.hex());
        assertThat(other).isNotDone();
    }

    @Test
    void queued_call_is_told_the_time_that_is_left() {
        for (int i = 0; i < HookLimits.DEFAULT.call().concurrent(); i++) {
            var _ = call(Given.endpoint());
        }
        CompletableFuture<Called<String>> queued = call(Given.endpoint());
        clock.advance(Duration.ofMillis(1_200));

        transport.answerNext(200, "{\"decision\":\"allow\"}");

        assertThat(transport.lastPost().headers()).containsEntry("x-deadline-ms", "1800");
        assertThat(transport.lastPost().deadline()).isEqualTo(Duration.ofMillis(1_800));
        assertThat(queued).isNotDone();
    }

    @Test
    void full_node_refuses_without_blaming_the_endpoint() {
        HookLimits.Call one = HookLimits.DEFAULT.call();
        HookLimits limits =
                new HookLimits(
                        new HookLimits.Call(
                                one.authDeadline(),
                                one.rosterDeadline(),
                                one.credentialBytes(),
                                one.replyBytes(),
                                one.rosterReplyBytes(),
                                one.replyDepth(),
                                8,
                                8,
                                1,
                                100),
                        HookLimits.DEFAULT.connections(),
                        HookLimits.DEFAULT.breaker(),
                        HookLimits.DEFAULT.cache(),
                        HookLimits.DEFAULT.roster());
        HookCalls small = calls(limits, TRACE);
        small.call(Given.endpoint(), REQUEST, answer -> answer.text("decision"));

        for (int i = 0; i < 20; i++) {
            Called<String> called =
                    small.call(
                                    Given.endpoint(Given.OTHER, Given.BASE),
                                    REQUEST,
                                    answer -> answer.text("decision"))
                            .toCompletableFuture()
                            .join();
            assertThat(called.toString()).contains("BUSY");
        }
        transport.answerNext(200, "{\"decision\":\"allow\"}");
        transport.answering(200, "{\"decision\":\"allow\"}");

        assertThat(
                        small.call(
                                        Given.endpoint(Given.OTHER, Given.BASE),
                                        REQUEST,
                                        answer -> answer.text("decision"))
                                .toCompletableFuture()
                                .join())
                .isInstanceOf(Called.Answered.class);
    }

    @Test
    void health_tells_how_the_endpoint_did() {
        assertThat(calls.health(Given.ACME, Given.endpoint().id())).isEmpty();
        for (int i = 1; i <= 20; i++) {
            transport.waiting();
            CompletableFuture<Called<String>> call = call(Given.endpoint());
            clock.advance(Duration.ofMillis(i));
            transport.answerNext(200, "{\"decision\":\"allow\"}");
            call.join();
        }
        transport.answering(500, "");
        call(Given.endpoint()).join();

        EndpointHealth health = health();

        assertThat(health.answered()).isEqualTo(20);
        assertThat(health.failed()).isEqualTo(1);
        assertThat(health.refused()).isZero();
        assertThat(health.running()).isZero();
        assertThat(health.p95()).contains(Duration.ofMillis(19));
        assertThat(health.lastSuccess()).contains(clock.instant());
        assertThat(health.lastFailure()).contains(clock.instant());
        assertThat(health.lastFailureDetail()).contains("auth.verify: status: 500 (expected: 200)");
        assertThat(metered).hasSize(21).endsWith("auth.verify STATUS 0");
    }

    @Test
    void bug_in_a_reader_is_unavailable_and_gives_the_turn_back() {
        transport.answering(200, "{}");

        Called<String> called =
                calls.<String>call(
                                Given.endpoint(),
                                REQUEST,
                                _ -> {
                                    throw new IllegalStateException("bug");
                                })
                        .toCompletableFuture()
                        .join();

        assertThat(called).isInstanceOf(Called.Unavailable.class);
        assertThat(health().running()).isZero();
    }

    private HookCalls calls(HookLimits limits, String traceparent) {
        HookPorts ports =
                new HookPorts(
                        new Given.Directory(), clock, new Random(42), meter, () -> traceparent);
        return new HookCalls(ports, limits, transport, Runnable::run);
    }

    /// An endpoint with a breaker of its own.
    private HookEndpoint fresh() {
        return Given.endpoint(
                new TenantId(new java.util.UUID(9, transport.posts().size())), Given.BASE);
    }

    private CompletableFuture<Called<String>> call(HookEndpoint endpoint) {
        return calls.call(endpoint, REQUEST, answer -> answer.text("decision"))
                .toCompletableFuture();
    }

    private Outcome outcome(HookEndpoint endpoint) {
        return switch (call(endpoint).join()) {
            case Called.Answered<String> _ -> Outcome.ANSWERED;
            case Called.Unavailable<String>(Outcome outcome, String _) -> outcome;
        };
    }

    private EndpointHealth health() {
        return calls.health(Given.ACME, Given.endpoint().id()).orElseThrow();
    }

    private boolean genuine(Transport.Post post, SigningSecret secret) {
        return WebhookSignature.verify(
                List.of(secret),
                post.headers().getOrDefault(WebhookSignature.ID, ""),
                post.headers().getOrDefault(WebhookSignature.TIMESTAMP, ""),
                post.headers().getOrDefault(WebhookSignature.SIGNATURE, ""),
                post.body(),
                clock.instant());
    }
}
