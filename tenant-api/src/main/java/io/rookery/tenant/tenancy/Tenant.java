package io.rookery.tenant.tenancy;

import io.rookery.routing.port.TenantId;
import java.time.Instant;

/// A tenant.
///
/// @param environment `live` or `test`
record Tenant(
        TenantId id,
        String name,
        String environment,
        State state,
        int maxDomains,
        long maxUsers,
        Instant createdAt,
        Instant changedAt) {

    /// Stored in lower case.
    enum State {
        ACTIVE,
        SUSPENDED,
        DELETED
    }
}
