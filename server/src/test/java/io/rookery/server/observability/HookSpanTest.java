package io.rookery.server.observability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.rookery.hooks.Hooks;
import io.rookery.hooks.egress.Egress;
import io.rookery.hooks.endpoint.HookDirectory;
import io.rookery.hooks.endpoint.HookEndpoint;
import io.rookery.hooks.endpoint.HookId;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookMeter;
import io.rookery.hooks.endpoint.HookPorts;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.SigningSecret;
import io.rookery.routing.port.Authentication.Existence;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.Tracing;
import io.rookery.xmpp.jid.BareJid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A call to a tenant's backend, over a real socket, is a step of the trace that asked for it.
class HookSpanTest {
    private static final TenantId ACME = new TenantId(new UUID(1, 1));
    private static final BareJid ALICE = BareJid.parse("alice@acme.test");
    private static final String FOUND = "{\"users\":{\"alice\":true},\"ttl\":60}";
    private static final String NONE = "none";

    private final BlockingQueue<String> traceparents = new LinkedBlockingQueue<>();
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider traces =
            SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build();
    private final Follower follower = new Follower(traces.get("test"), 1);
    private HttpServer backend;
    private volatile int status = 200;

    @BeforeEach
    void start_backend() throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", this::answer);
        backend.start();
    }

    @AfterEach
    void stop_backend() {
        backend.stop(0);
        traces.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String traceparent = exchange.getRequestHeaders().getFirst("traceparent");
            traceparents.add(traceparent == null ? NONE : traceparent);
            exchange.getRequestBody().readAllBytes();
            byte[] body = FOUND.getBytes(UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void an_answered_call_is_a_span_of_its_trace_and_the_backend_is_told_when_it_may_be() {
        Existence found = ask(true, true);

        assertThat(found).isEqualTo(Existence.EXISTS);
        SpanData root = span("account.send");
        SpanData call = span("hook.call");
        assertThat(call.getTraceId()).isEqualTo(root.getTraceId());
        assertThat(call.getParentSpanId()).isEqualTo(root.getSpanId());
        assertThat(call.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(attribute(call, "operation")).isEqualTo("user.exists");
        assertThat(attribute(call, "outcome")).isEqualTo("answered");
        assertThat(attribute(call, "tenant")).isEqualTo(ACME.text());
        assertThat(traceparents)
                .containsExactly("00-" + call.getTraceId() + '-' + call.getSpanId() + "-01");
    }

    @Test
    void the_backend_is_told_nothing_unless_the_setting_is_on() {
        ask(false, true);

        assertThat(span("hook.call").getParentSpanId()).isEqualTo(span("account.send").getSpanId());
        assertThat(traceparents).containsExactly(NONE);
    }

    @Test
    void a_call_that_nobody_follows_is_no_span_and_tells_nothing() {
        Existence found = ask(true, false);

        assertThat(found).isEqualTo(Existence.EXISTS);
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
        assertThat(traceparents).containsExactly(NONE);
    }

    @Test
    void a_backend_that_fails_is_an_error_of_its_span() {
        status = 500;

        Existence found = ask(true, true);

        assertThat(found).isEqualTo(Existence.UNAVAILABLE);
        SpanData call = span("hook.call");
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(call, "outcome")).isEqualTo("status");
    }

    @Test
    void a_backend_that_is_away_is_an_error_of_its_span() {
        backend.stop(0);

        Existence found = ask(true, true);

        assertThat(found).isEqualTo(Existence.UNAVAILABLE);
        SpanData call = span("hook.call");
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(call, "outcome")).isEqualTo("disconnected");
        assertThat(traceparents).isEmpty();
    }

    @Test
    void a_backend_that_has_to_be_looked_up_first_is_called_in_the_same_trace() {
        var lookup = new CompletableFuture<Optional<HookEndpoint>>();
        Thread database = new Thread(() -> lookup.complete(Optional.of(endpoint())), "database");

        Existence found = ask(true, true, new Later(lookup), database::start);

        assertThat(found).isEqualTo(Existence.EXISTS);
        assertThat(span("hook.call").getParentSpanId()).isEqualTo(span("account.send").getSpanId());
        assertThat(traceparents).doesNotContain(NONE);
    }

    private Existence ask(boolean told, boolean followed) {
        return ask(told, followed, new One(endpoint()), () -> {});
    }

    private Existence ask(
            boolean told, boolean followed, HookDirectory directory, Runnable afterwards) {
        var ports =
                new HookPorts(
                        directory,
                        Clock.systemUTC(),
                        new Random(42),
                        HookMeter.NONE,
                        follower.calls(told));
        try (Hooks hooks = Hooks.start(ports, HookLimits.DEFAULT, new Egress(true, List.of()))) {
            var answer = new CompletableFuture<Existence>();
            Runnable question =
                    () ->
                            hooks.authentication()
                                    .exists(policy(), ALICE)
                                    .whenComplete((found, _) -> answer.complete(found));
            Tracing.Step step = followed ? follower.root("account.send", ACME) : null;
            if (step == null) {
                question.run();
            } else {
                step.during(question);
                step.end();
            }
            afterwards.run();
            return answer.orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    private SpanData span(String name) {
        assertThat(exporter.getFinishedSpanItems()).extracting(SpanData::getName).contains(name);
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String attribute(SpanData span, String name) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
    }

    private HookEndpoint endpoint() {
        return new HookEndpoint(
                ACME,
                new HookId(new UUID(1, 7)),
                URI.create("http://127.0.0.1:" + backend.getAddress().getPort() + '/'),
                List.of(SigningSecret.parse("whsec_" + "A".repeat(32))),
                EnumSet.allOf(Operation.class),
                1);
    }

    private static DomainPolicy policy() {
        return new DomainPolicy(
                ACME,
                "acme.test",
                1,
                true,
                List.of(DomainPolicy.AuthSource.HOOK),
                DomainPolicy.RosterSource.HOOK,
                DomainPolicy.Federation.TENANT,
                Set.of(),
                true,
                Duration.ofDays(30),
                Set.of(),
                List.of("PLAIN"),
                DomainLimits.DEFAULT);
    }

    /// The backend of the one domain there is.
    private record One(HookEndpoint endpoint) implements HookDirectory {
        @Override
        public CompletionStage<Optional<HookEndpoint>> find(TenantId tenant, String domain) {
            return CompletableFuture.completedFuture(Optional.of(endpoint));
        }

        @Override
        public Optional<HookEndpoint> cached(TenantId tenant, String domain) {
            return Optional.of(endpoint);
        }
    }

    /// As the database answers: later, and on a thread of its own.
    private record Later(CompletableFuture<Optional<HookEndpoint>> lookup)
            implements HookDirectory {
        @Override
        public CompletionStage<Optional<HookEndpoint>> find(TenantId tenant, String domain) {
            return lookup;
        }

        @Override
        public Optional<HookEndpoint> cached(TenantId tenant, String domain) {
            return Optional.empty();
        }
    }
}
