package io.rookery.tenant.change;

import io.rookery.routing.port.TenantId;
import java.util.List;

/// One entry of the log of changes.
///
/// @param users localparts that it concerns; empty for the whole domain
public record Change(TenantId tenant, String domain, Kind kind, List<String> users) {
    public Change {
        users = List.copyOf(users);
    }

    /// What happened. Names are stored: they are never renamed.
    public enum Kind {
        /// The domain's policy has a new version, or the domain came or went.
        POLICY,
        /// The domain's hook endpoint came, went, or changed.
        HOOK,
        ROSTER_CHANGED,
        CREDENTIALS_REVOKED,
        DISCONNECT
    }

    /// A change of the whole domain.
    public static Change of(TenantId tenant, String domain, Kind kind) {
        return new Change(tenant, domain, kind, List.of());
    }
}
