package io.rookery.testkit.fake;

import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.testkit.clock.Timeline;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Domains in memory. A domain is cached once it has been looked for.
public final class FakeDirectory implements DomainDirectory {
    private final Timeline timeline;
    private final Duration delay;
    private final Map<String, DomainPolicy> domains = new LinkedHashMap<>();
    private final Set<String> cached = new LinkedHashSet<>();
    private final Set<Consumer<DomainPolicy>> listeners = new LinkedHashSet<>();

    public FakeDirectory(Timeline timeline, Duration delay) {
        this.timeline = timeline;
        this.delay = delay;
    }

    /// Adds or changes a domain; listeners are told at once.
    public void put(DomainPolicy policy) {
        domains.put(policy.domain(), policy);
        listeners.forEach(listener -> listener.accept(policy));
    }

    /// The policy of a domain that was put in.
    public Optional<DomainPolicy> policy(String domain) {
        return Optional.ofNullable(domains.get(domain));
    }

    @Override
    public CompletionStage<Optional<DomainPolicy>> find(String domain) {
        return timeline.later(
                delay,
                () -> {
                    if (domains.containsKey(domain)) {
                        cached.add(domain);
                    }
                    return Optional.ofNullable(domains.get(domain));
                });
    }

    @Override
    public Optional<DomainPolicy> cached(String domain) {
        return cached.contains(domain)
                ? Optional.ofNullable(domains.get(domain))
                : Optional.empty();
    }

    @Override
    public Subscription onChange(Consumer<DomainPolicy> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
