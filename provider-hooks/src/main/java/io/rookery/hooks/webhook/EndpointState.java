package io.rookery.hooks.webhook;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.rookery.hooks.endpoint.EndpointHealth;
import io.rookery.hooks.endpoint.HookId;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookMeter;
import io.rookery.hooks.endpoint.Outcome;
import io.rookery.routing.port.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one node knows of one endpoint: its breaker, its turns and how it did.
final class EndpointState {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointState.class);
    private static final int REMEMBERED = 256;

    private final HookId id;
    private final InstantSource clock;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private final Object lock = new Object();

    /// Durations of the last calls answered, in milliseconds, as a ring.
    @GuardedBy("lock")
    private final long[] durations = new long[REMEMBERED];

    @GuardedBy("lock")
    private long answered;

    @GuardedBy("lock")
    private long failed;

    @GuardedBy("lock")
    private long refused;

    @GuardedBy("lock")
    private @Nullable Instant lastSuccess;

    @GuardedBy("lock")
    private @Nullable Instant lastFailure;

    @GuardedBy("lock")
    private @Nullable String lastFailureDetail;

    EndpointState(
            TenantId tenant, HookId id, HookLimits limits, InstantSource clock, HookMeter meter) {
        this.id = id;
        this.clock = clock;
        this.breaker = CircuitBreaker.of(id.text(), breaker(limits.breaker(), clock));
        breaker.getEventPublisher()
                .onStateTransition(event -> {
                    LOG.atWarn()
                            .addKeyValue("tenant", tenant.text())
                            .addKeyValue("hook", id.text())
                            .log("breaker: {}", event.getStateTransition());
                    meter.breaker(tenant, breaker(event.getStateTransition().getToState()));
                });
        this.bulkhead = new Bulkhead(limits.call().concurrent(), limits.call().queued());
    }

    Bulkhead bulkhead() {
        return bulkhead;
    }

    /// True when a call may be made; it must be followed by [#ended].
    boolean admits() {
        return breaker.tryAcquirePermission();
    }

    /// A call that was admitted ended.
    ///
    /// @param detail ignored when it was answered
    void ended(Outcome outcome, String detail, Duration took) {
        if (outcome == Outcome.ANSWERED) {
            breaker.onSuccess(took.toMillis(), TimeUnit.MILLISECONDS);
        } else if (outcome.endpointFailed()) {
            breaker.onError(took.toMillis(), TimeUnit.MILLISECONDS, new FailedException(outcome));
        } else {
            breaker.releasePermission();
        }
        synchronized (lock) {
            if (outcome == Outcome.ANSWERED) {
                durations[(int) (answered % REMEMBERED)] = took.toMillis();
                answered++;
                lastSuccess = clock.instant();
            } else if (outcome.endpointFailed()) {
                failed++;
                lastFailure = clock.instant();
                lastFailureDetail = detail;
            } else {
                refused++;
            }
        }
    }

    /// A call was not admitted.
    void turnedAway() {
        synchronized (lock) {
            refused++;
        }
    }

    EndpointHealth health() {
        int running = bulkhead.running();
        synchronized (lock) {
            return new EndpointHealth(
                    id,
                    breakerState(),
                    Optional.ofNullable(lastSuccess),
                    Optional.ofNullable(lastFailure),
                    Optional.ofNullable(lastFailureDetail),
                    answered,
                    failed,
                    refused,
                    running,
                    p95());
        }
    }

    @GuardedBy("lock")
    private Optional<Duration> p95() {
        int count = (int) Math.min(answered, REMEMBERED);
        if (count == 0) {
            return Optional.empty();
        }
        long[] sorted = Arrays.copyOf(durations, count);
        Arrays.sort(sorted);
        return Optional.of(Duration.ofMillis(sorted[(count * 95 + 99) / 100 - 1]));
    }

    private EndpointHealth.Breaker breakerState() {
        return breaker(breaker.getState());
    }

    private static EndpointHealth.Breaker breaker(CircuitBreaker.State state) {
        return switch (state) {
            case CLOSED, DISABLED, METRICS_ONLY -> EndpointHealth.Breaker.CLOSED;
            case HALF_OPEN -> EndpointHealth.Breaker.HALF_OPEN;
            case OPEN, FORCED_OPEN -> EndpointHealth.Breaker.OPEN;
        };
    }

    private static CircuitBreakerConfig breaker(HookLimits.Breaker limits, InstantSource clock) {
        return CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(limits.window())
                .minimumNumberOfCalls(limits.minimum())
                .failureRateThreshold(limits.failurePercent())
                .waitDurationInOpenState(limits.open())
                .permittedNumberOfCallsInHalfOpenState(limits.probes())
                .clock(clock.withZone(ZoneOffset.UTC))
                .currentTimestampFunction(java.time.Clock::millis, TimeUnit.MILLISECONDS)
                .build();
    }

    /// The breaker wants an exception; it looks at nothing in it.
    private static final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FailedException(Outcome outcome) {
            super(outcome.name(), null, false, false);
        }
    }
}
