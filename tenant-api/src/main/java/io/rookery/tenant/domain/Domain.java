package io.rookery.tenant.domain;

import io.rookery.routing.port.DomainPolicy;
import io.rookery.tenant.Ids;
import java.time.Instant;
import java.util.UUID;

/// A domain of a tenant and the policy in force.
///
/// @param name as JIDs have it
/// @param state what its tenant decided; the policy's `active` also knows of the tenant's own state
public record Domain(
        UUID id,
        String name,
        State state,
        DomainPolicy policy,
        Instant createdAt,
        Instant changedAt) {

    /// The API form of the id, `dom_…`.
    public String idText() {
        return Ids.Kind.DOMAIN.text(id);
    }

    /// Stored in lower case.
    enum State {
        ACTIVE,
        SUSPENDED,
        DELETED
    }
}
