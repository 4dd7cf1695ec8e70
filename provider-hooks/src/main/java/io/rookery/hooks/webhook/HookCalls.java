package io.rookery.hooks.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.rookery.hooks.endpoint.EndpointHealth;
import io.rookery.hooks.endpoint.HookEndpoint;
import io.rookery.hooks.endpoint.HookId;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookPorts;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.Outcome;
import io.rookery.hooks.endpoint.TraceContext;
import io.rookery.hooks.json.JsonText;
import io.rookery.hooks.json.MalformedJsonException;
import io.rookery.hooks.webhook.Transport.Exchange;
import io.rookery.routing.port.TenantId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes signed calls. Each endpoint of each tenant has a breaker and turns of its own, so that
/// what one backend does costs no other tenant anything; no thread waits for an answer.
public final class HookCalls {
    private static final Logger LOG = LoggerFactory.getLogger(HookCalls.class);
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final HookPorts ports;
    private final HookLimits limits;
    private final Transport transport;
    private final Executor executor;
    private final RequestIds ids;
    private final JsonText json;
    private final Semaphore total;
    private final Cache<EndpointKey, EndpointState> endpoints;

    /// @param executor where answers are read and stages completed; a thread each is best
    public HookCalls(HookPorts ports, HookLimits limits, Transport transport, Executor executor) {
        this.ports = ports;
        this.limits = limits;
        this.transport = transport;
        this.executor = executor;
        this.ids = new RequestIds(ports.clock(), ports.random());
        this.json = new JsonText(limits.call().replyDepth());
        this.total = new Semaphore(limits.call().total());
        this.endpoints = Caffeine.newBuilder().maximumSize(limits.call().endpoints()).build();
    }

    /// Asks the endpoint. The stage never fails, and completes within the operation's deadline.
    public <A> CompletionStage<Called<A>> call(
            HookEndpoint endpoint, HookRequest request, AnswerReader<A> reader) {
        EndpointState state = state(endpoint);
        Call call =
                new Call(
                        endpoint,
                        request,
                        state,
                        ports.clock().instant(),
                        ports.trace().begin(endpoint.tenant(), request.operation()));
        if (!state.admits()) {
            state.turnedAway();
            return CompletableFuture.completedFuture(
                    unavailable(call, Outcome.BREAKER_OPEN, "failed too often, resting"));
        }
        Duration deadline = limits.call().deadline(request.operation());
        return state.bulkhead()
                .acquire(deadline)
                .thenCompose(turn -> turn ? send(call, reader) : crowded(call));
    }

    /// How the endpoint did on this node; empty when it has not been called yet.
    public Optional<EndpointHealth> health(TenantId tenant, HookId hook) {
        return Optional.ofNullable(endpoints.getIfPresent(new EndpointKey(tenant, hook)))
                .map(EndpointState::health);
    }

    /// Endpoints that are not called now because they failed too often, with their tenants.
    public Map<HookId, TenantId> resting() {
        Map<HookId, TenantId> resting = new HashMap<>();
        endpoints
                .asMap()
                .forEach((key, state) -> {
                    if (state.health().breaker() == EndpointHealth.Breaker.OPEN) {
                        resting.put(key.hook(), key.tenant());
                    }
                });
        return resting;
    }

    /// Calls of this node that are under way.
    public int underWay() {
        return limits.call().total() - total.availablePermits();
    }

    private <A> CompletionStage<Called<A>> send(Call call, AnswerReader<A> reader) {
        if (!total.tryAcquire()) {
            // Not in this stack: the next one waiting would come to the same point, and so on.
            executor.execute(call.state.bulkhead()::release);
            return crowded(call);
        }
        return CompletableFuture.completedStage(call)
                .thenCompose(each -> transport.post(post(each)))
                .thenApplyAsync(exchange -> this.<A>answer(call, exchange, reader), executor)
                // A bug, or a node that shuts down; the breaker must have its permission back.
                .exceptionally(failure -> ended(call, Outcome.DISCONNECTED, "call abandoned"))
                .whenComplete((_, _) -> {
                    total.release();
                    call.state.bulkhead().release();
                });
    }

    private Transport.Post post(Call call) {
        Operation operation = call.request.operation();
        Duration left = limits.call().deadline(operation).minus(took(call));
        byte[] body = json.write(call.request.envelope());
        String id = ids.next();
        Instant now = ports.clock().instant();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        headers.put("accept", "application/json");
        headers.put("user-agent", "Rookery-Hooks/1");
        headers.put(WebhookSignature.ID, id);
        headers.put(WebhookSignature.TIMESTAMP, String.valueOf(now.getEpochSecond()));
        headers.put(
                WebhookSignature.SIGNATURE,
                WebhookSignature.sign(call.endpoint.secrets(), id, now, body));
        headers.put("x-deadline-ms", String.valueOf(Math.max(0, left.toMillis())));
        String traceparent = call.trace.traceparent();
        if (traceparent != null && TRACEPARENT.matcher(traceparent).matches()) {
            headers.put("traceparent", traceparent);
        }
        return new Transport.Post(
                call.endpoint.tenant().hex() + '/' + call.endpoint.id(),
                below(call.endpoint.baseUrl(), operation),
                headers,
                body,
                limits.call().replyBytes(operation),
                left);
    }

    private <A> Called<A> answer(Call call, Exchange exchange, AnswerReader<A> reader) {
        return switch (exchange) {
            case Exchange.Failure(Outcome outcome, String detail) -> ended(call, outcome, detail);
            case Exchange.Reply(int status, byte[] body) when status == 200 ->
                    read(call, body, reader);
            case Exchange.Reply(int status, byte[] _) ->
                    ended(call, Outcome.STATUS, "status: " + status + " (expected: 200)");
        };
    }

    private <A> Called<A> read(Call call, byte[] body, AnswerReader<A> reader) {
        A answer;
        try {
            answer = reader.read(json.readObject(body));
        } catch (MalformedJsonException e) {
            return ended(call, Outcome.MALFORMED, String.valueOf(e.getMessage()));
        }
        Duration took = took(call);
        call.state.ended(Outcome.ANSWERED, "", took);
        meter(call, Outcome.ANSWERED, took);
        return new Called.Answered<>(answer);
    }

    private <A> CompletionStage<Called<A>> crowded(Call call) {
        return CompletableFuture.completedFuture(
                ended(call, Outcome.BUSY, "too many calls under way"));
    }

    /// Of a call that the breaker admitted.
    private <A> Called<A> ended(Call call, Outcome outcome, String detail) {
        call.state.ended(outcome, call.request.operation().text() + ": " + detail, took(call));
        return unavailable(call, outcome, detail);
    }

    private <A> Called<A> unavailable(Call call, Outcome outcome, String detail) {
        // Breaker and bulkhead bound how often that can be.
        LOG.atInfo()
                .addKeyValue("tenant", call.endpoint.tenant().text())
                .addKeyValue("domain", call.request.domain())
                .addKeyValue("hook", call.endpoint.id().text())
                .addKeyValue("operation", call.request.operation().text())
                .addKeyValue("user", call.request.user().orElse(""))
                .log("hook failed: {} ({})", outcome, detail);
        meter(call, outcome, took(call));
        return new Called.Unavailable<>(outcome, detail);
    }

    private void meter(Call call, Outcome outcome, Duration took) {
        call.trace.ended(outcome);
        ports.meter().called(call.endpoint.tenant(), call.request.operation(), outcome, took);
    }

    private Duration took(Call call) {
        Duration took = Duration.between(call.started, ports.clock().instant());
        return took.isNegative() ? Duration.ZERO : took;
    }

    private EndpointState state(HookEndpoint endpoint) {
        return endpoints.get(
                new EndpointKey(endpoint.tenant(), endpoint.id()),
                key ->
                        new EndpointState(
                                key.tenant, key.hook, limits, ports.clock(), ports.meter()));
    }

    private static URI below(URI base, Operation operation) {
        String text = base.toString();
        String root = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return URI.create(root + operation.path());
    }

    private record EndpointKey(TenantId tenant, HookId hook) {}

    /// One call under way.
    private record Call(
            HookEndpoint endpoint,
            HookRequest request,
            EndpointState state,
            Instant started,
            TraceContext.Call trace) {}
}
