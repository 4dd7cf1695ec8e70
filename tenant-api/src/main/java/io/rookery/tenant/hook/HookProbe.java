package io.rookery.tenant.hook;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.rookery.routing.port.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Calls a tenant's backend to see how it answers, and knows how it did lately. Where no one
/// provides it, the API does not have these resources.
public interface HookProbe {
    /// Runs the contract against the backend. Blocks for as long as the calls' deadlines allow.
    List<Check> test(TenantId tenant, String domain);

    /// How the backend did lately, as this node sees it.
    Health health(TenantId tenant, String domain);

    /// One thing that the contract demands.
    ///
    /// @param name what was tried, such as `auth.verify denies a wrong password`
    /// @param passed whether the backend did it
    /// @param detail what it did instead; holds nothing of the answer's body
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Check(String name, boolean passed, String detail) {}

    /// How a backend did lately.
    ///
    /// @param breaker `closed` (calls are made), `half_open` (a few are), `open` (none are for now)
    /// @param answered calls that were answered by the contract
    /// @param failed calls in which the backend failed
    /// @param refused calls that were not made
    /// @param lastSuccess when it last answered by the contract
    /// @param lastFailure when it last failed
    /// @param lastFailureDetail what it did then
    /// @param p95Millis how long 95 of 100 answers took at most
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Health(
            String breaker,
            long answered,
            long failed,
            long refused,
            @Nullable Instant lastSuccess,
            @Nullable Instant lastFailure,
            @Nullable String lastFailureDetail,
            @Nullable Long p95Millis) {}
}
