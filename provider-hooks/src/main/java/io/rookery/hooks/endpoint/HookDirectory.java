package io.rookery.hooks.endpoint;

import io.rookery.routing.port.TenantId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Knows the endpoint of each domain. A change made anywhere is known within seconds.
public interface HookDirectory {
    /// The endpoint of the domain, empty when its tenant named none. Fails with
    /// [io.rookery.routing.port.UnavailableException] when that cannot be known now.
    CompletionStage<Optional<HookEndpoint>> find(TenantId tenant, String domain);

    /// What is in memory now; empty says nothing about whether there is an endpoint.
    Optional<HookEndpoint> cached(TenantId tenant, String domain);
}
