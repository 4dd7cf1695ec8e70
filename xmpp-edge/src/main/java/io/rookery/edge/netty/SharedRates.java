package io.rookery.edge.netty;

import io.rookery.edge.CrowdLimits;
import io.rookery.routing.port.DomainPolicy;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The rates that sessions of one domain, and of one tenant, keep together on this edge. One is
/// there as long as a session is. Any thread.
final class SharedRates {
    private final InstantSource clock;
    private final CrowdLimits limits;
    private final Map<String, Shared> all = new ConcurrentHashMap<>();

    /// @param users sessions that keep it
    private record Shared(SharedRate rate, int users) {}

    /// What one session keeps.
    record Both(SharedRate domain, SharedRate tenant) {}

    SharedRates(InstantSource clock, CrowdLimits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /// For a session that begins. It leaves when it is over.
    Both enter(DomainPolicy policy) {
        return new Both(
                enter(domain(policy), limits.domain()), enter(tenant(policy), limits.tenant()));
    }

    void leave(DomainPolicy policy) {
        leave(domain(policy));
        leave(tenant(policy));
    }

    /// How many rates are kept.
    int size() {
        return all.size();
    }

    private SharedRate enter(String key, CrowdLimits.Rate rate) {
        Shared shared =
                all.compute(
                        key,
                        (_, before) ->
                                before == null
                                        ? new Shared(new SharedRate(clock, rate), 1)
                                        : new Shared(before.rate(), before.users() + 1));
        return shared.rate();
    }

    private void leave(String key) {
        all.computeIfPresent(
                key,
                (_, before) ->
                        before.users() == 1 ? null : new Shared(before.rate(), before.users() - 1));
    }

    private static String domain(DomainPolicy policy) {
        return "domain " + policy.domain();
    }

    private static String tenant(DomainPolicy policy) {
        return "tenant " + policy.tenant().text();
    }
}
