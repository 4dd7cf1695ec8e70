package io.rookery.hooks.fake;

import io.rookery.hooks.endpoint.HookDirectory;
import io.rookery.hooks.endpoint.HookEndpoint;
import io.rookery.hooks.endpoint.HookId;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookMeter;
import io.rookery.hooks.endpoint.HookPorts;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.SigningSecret;
import io.rookery.hooks.endpoint.TraceContext;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.TenantId;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/// Values that most tests begin with.
public final class Given {
    public static final TenantId ACME = new TenantId(new UUID(1, 1));
    public static final TenantId OTHER = new TenantId(new UUID(2, 2));
    public static final SigningSecret SECRET =
            SigningSecret.parse("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    public static final URI BASE = URI.create("https://hooks.acme.example/rookery");

    private Given() {}

    public static HookEndpoint endpoint(TenantId tenant, URI base) {
        return new HookEndpoint(
                tenant,
                new HookId(new UUID(tenant.value().getMostSignificantBits(), 7)),
                base,
                List.of(SECRET),
                EnumSet.allOf(Operation.class),
                1);
    }

    public static HookEndpoint endpoint() {
        return endpoint(ACME, BASE);
    }

    public static DomainPolicy policy(TenantId tenant, String domain, long version) {
        return new DomainPolicy(
                tenant,
                domain,
                version,
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

    public static DomainPolicy policy() {
        return policy(ACME, "acme.test", 1);
    }

    public static HookPorts ports(HookDirectory directory, InstantSource clock) {
        return new HookPorts(directory, clock, new Random(42), HookMeter.NONE, TraceContext.NONE);
    }

    /// The defaults with another deadline.
    public static HookLimits deadline(Duration deadline) {
        HookLimits limits = HookLimits.DEFAULT;
        HookLimits.Call call = limits.call();
        return new HookLimits(
                new HookLimits.Call(
                        deadline,
                        deadline,
                        call.credentialBytes(),
                        call.replyBytes(),
                        call.rosterReplyBytes(),
                        call.replyDepth(),
                        call.concurrent(),
                        call.queued(),
                        call.total(),
                        call.endpoints()),
                limits.connections(),
                limits.breaker(),
                limits.cache(),
                limits.roster());
    }

    /// Endpoints in memory.
    public static final class Directory implements HookDirectory {
        private final Map<TenantId, HookEndpoint> endpoints = new ConcurrentHashMap<>();

        public Directory(HookEndpoint... endpoints) {
            for (HookEndpoint endpoint : endpoints) {
                put(endpoint);
            }
        }

        public void put(HookEndpoint endpoint) {
            endpoints.put(endpoint.tenant(), endpoint);
        }

        @Override
        public CompletionStage<Optional<HookEndpoint>> find(TenantId tenant, String domain) {
            return CompletableFuture.completedFuture(cached(tenant, domain));
        }

        @Override
        public Optional<HookEndpoint> cached(TenantId tenant, String domain) {
            return Optional.ofNullable(endpoints.get(tenant));
        }
    }
}
