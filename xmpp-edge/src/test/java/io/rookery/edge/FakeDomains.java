package io.rookery.edge;

import io.rookery.edge.sasl.Mechanism;
import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A directory that a test fills.
public final class FakeDomains implements DomainDirectory {
    public static final TenantId TENANT = new TenantId(new UUID(1, 2));

    private final Map<String, DomainPolicy> policies = new ConcurrentHashMap<>();
    private final List<Consumer<DomainPolicy>> listeners = new CopyOnWriteArrayList<>();

    /// Whether nothing can be known.
    public volatile boolean unavailable;

    /// A policy with every mechanism.
    public static DomainPolicy policy(String domain, DomainLimits limits) {
        return new DomainPolicy(
                TENANT,
                domain,
                1,
                true,
                List.of(DomainPolicy.AuthSource.INTERNAL),
                DomainPolicy.RosterSource.INTERNAL,
                DomainPolicy.Federation.ISOLATED,
                Set.of(),
                true,
                Duration.ofDays(30),
                Set.of(),
                Arrays.stream(Mechanism.values()).map(Mechanism::text).toList(),
                limits);
    }

    public static DomainPolicy suspended(DomainPolicy policy) {
        return new DomainPolicy(
                policy.tenant(),
                policy.domain(),
                policy.version() + 1,
                false,
                policy.authentication(),
                policy.rosterSource(),
                policy.federation(),
                policy.allowList(),
                policy.archiving(),
                policy.retention(),
                policy.disabledFeatures(),
                policy.saslMechanisms(),
                policy.limits());
    }

    public void put(DomainPolicy policy) {
        policies.put(policy.domain(), policy);
        listeners.forEach(listener -> listener.accept(policy));
    }

    @Override
    public CompletionStage<Optional<DomainPolicy>> find(String domain) {
        return unavailable
                ? CompletableFuture.failedFuture(new UnavailableException("directory: down"))
                : CompletableFuture.completedFuture(cached(domain));
    }

    @Override
    public Optional<DomainPolicy> cached(String domain) {
        return Optional.ofNullable(policies.get(domain));
    }

    @Override
    public Subscription onChange(Consumer<DomainPolicy> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
