package io.rookery.server.observability;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.Outcome;
import io.rookery.hooks.endpoint.TraceContext;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.Tracing;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.stanza.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Follows the few stanzas that are sampled, by OpenTelemetry's tracer. Whether one is followed is
/// decided once, at its edge, before anything is made for it.
final class Follower implements Tracing {
    private static final HexFormat HEX = HexFormat.of();
    private static final int HALF = 16;

    private final Tracer tracer;
    private final double ratio;

    /// @param ratio of stanzas from clients that are followed, 0 to 1
    Follower(Tracer tracer, double ratio) {
        this.tracer = tracer;
        this.ratio = ratio;
    }

    @Override
    public @Nullable Step root(String name, TenantId tenant) {
        if (ratio <= 0 || ThreadLocalRandom.current().nextDouble() >= ratio) {
            return null;
        }
        return step(tracer.spanBuilder(name).setNoParent().setSpanKind(SpanKind.SERVER), tenant);
    }

    @Override
    public Step begin(Trace parent, String name, TenantId tenant) {
        return step(tracer.spanBuilder(name).setParent(context(parent)), tenant);
    }

    /// A step that has ended `now`, after `took`.
    void past(Trace parent, String name, TenantId tenant, String user, Instant now, Duration took) {
        tracer.spanBuilder(name)
                .setParent(context(parent))
                .setStartTimestamp(now.minus(took))
                .setAttribute("tenant", tenant.text())
                .setAttribute("user", user)
                .startSpan()
                .end(now);
    }

    private static Context context(Trace parent) {
        SpanContext remote =
                SpanContext.createFromRemoteParent(
                        HEX.toHexDigits(parent.high()) + HEX.toHexDigits(parent.low()),
                        HEX.toHexDigits(parent.span()),
                        TraceFlags.getSampled(),
                        TraceState.getDefault());
        return Context.root().with(Span.wrap(remote));
    }

    private static Step step(SpanBuilder builder, TenantId tenant) {
        return new Followed(builder.setAttribute("tenant", tenant.text()).startSpan());
    }

    private record Followed(Span span) implements Step {
        @Override
        public Stanza on(Stanza stanza) {
            return stanza.withPayload(stanza.payload().withTrace(trace(span.getSpanContext())));
        }

        @Override
        public Step about(String key, String value) {
            span.setAttribute(key, value);
            return this;
        }

        @Override
        public void during(Runnable task) {
            try (Scope _ = span.makeCurrent()) {
                task.run();
            }
        }

        @Override
        public void end() {
            span.end();
        }
    }

    private static Trace trace(SpanContext context) {
        String id = context.getTraceId();
        return new Trace(
                HexFormat.fromHexDigitsToLong(id, 0, HALF),
                HexFormat.fromHexDigitsToLong(id, HALF, 2 * HALF),
                HexFormat.fromHexDigitsToLong(context.getSpanId()));
    }

    /// For calls to tenants' backends, in the trace of the thread that asks for them.
    ///
    /// @param told whether backends get a `traceparent`
    TraceContext calls(boolean told) {
        return new Calls(tracer, told);
    }

    private record Calls(Tracer tracer, boolean told) implements TraceContext {
        @Override
        public @Nullable String traceparent() {
            return told ? traceparent(Span.current().getSpanContext()) : null;
        }

        @Override
        public <T, R> Function<T, R> along(Function<T, R> task) {
            return Context.current().wrapFunction(task);
        }

        @Override
        public Call begin(TenantId tenant, Operation operation) {
            if (!Span.current().getSpanContext().isSampled()) {
                return Call.NONE;
            }
            Span span =
                    tracer.spanBuilder("hook.call")
                            .setSpanKind(SpanKind.CLIENT)
                            .setAttribute("tenant", tenant.text())
                            .setAttribute("operation", operation.text())
                            .startSpan();
            return new Traced(span, told);
        }

        static @Nullable String traceparent(SpanContext context) {
            return context.isSampled()
                    ? "00-" + context.getTraceId() + '-' + context.getSpanId() + "-01"
                    : null;
        }
    }

    private record Traced(Span span, boolean told) implements TraceContext.Call {
        @Override
        public @Nullable String traceparent() {
            return told ? Calls.traceparent(span.getSpanContext()) : null;
        }

        @Override
        public void ended(Outcome outcome) {
            span.setAttribute("outcome", outcome.name().toLowerCase(Locale.ROOT));
            if (outcome != Outcome.ANSWERED) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
