package io.rookery.server.observability;

import static io.rookery.server.observability.Metric.counter;
import static io.rookery.server.observability.Metric.gauge;
import static io.rookery.server.observability.Metric.histogram;

import io.rookery.hooks.endpoint.EndpointHealth;
import io.rookery.hooks.endpoint.HookMeter;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.Outcome;
import io.rookery.routing.port.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

/// What calls to tenants' backends count, as metrics; never by tenant.
final class HookMetrics implements HookMeter {
    private static final Label OPERATION = Label.of("operation", Operation.class, Operation::text);

    static final Metric CALLS =
            counter(
                    "rookery.hook.calls",
                    "{call}",
                    "Calls to tenants' backends, by how they ended: calls that the breaker, the"
                            + " bulkhead or the filter of addresses kept from being made included.",
                    OPERATION,
                    Label.of("outcome", Outcome.class, HookMetrics::text));
    static final Metric CALL_DURATION =
            histogram(
                    "rookery.hook.call.duration",
                    "s",
                    "Time of a call, waiting for its turn included.",
                    OPERATION);
    static final Metric ACTIVE =
            gauge("rookery.hook.calls.active", "{call}", "Calls of this node that are under way.");
    static final Metric BREAKER =
            counter(
                    "rookery.hook.breaker.changes",
                    "{change}",
                    "Times that an endpoint's breaker opened, tried again, closed.",
                    Label.of("to", EndpointHealth.Breaker.class, HookMetrics::text));
    static final Metric DROPPED =
            counter(
                    "rookery.hook.answer.dropped",
                    "{part}",
                    "Parts of answers that were left out, since they were not as the contract"
                            + " wants.",
                    OPERATION);
    static final Metric ROSTERS =
            counter(
                    "rookery.hook.rosters",
                    "{roster}",
                    "Rosters of backends that were asked for, by where they came from.",
                    Label.of("source", RosterSource.class, HookMetrics::text));

    static final List<Metric> ALL =
            List.of(CALLS, CALL_DURATION, ACTIVE, BREAKER, DROPPED, ROSTERS);

    private final Counter calls;
    private final Distribution duration;
    private final Counter breaker;
    private final Counter dropped;
    private final Counter rosters;

    /// @param active calls under way, asked when somebody reads
    HookMetrics(Instruments instruments, IntSupplier active) {
        calls = instruments.counter(CALLS);
        duration = instruments.distribution(CALL_DURATION);
        instruments.observed(ACTIVE, active::getAsInt);
        breaker = instruments.counter(BREAKER);
        dropped = instruments.counter(DROPPED);
        rosters = instruments.counter(ROSTERS);
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public void called(TenantId tenant, Operation operation, Outcome outcome, Duration took) {
        calls.add(operation.text(), text(outcome));
        duration.took(took, operation.text());
    }

    @Override
    public void breaker(TenantId tenant, EndpointHealth.Breaker now) {
        breaker.add(text(now));
    }

    @Override
    public void roster(TenantId tenant, RosterSource source) {
        rosters.add(text(source));
    }

    @Override
    public void dropped(TenantId tenant, Operation operation, String reason) {
        dropped.add(operation.text());
    }
}
