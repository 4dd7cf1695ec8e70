package io.rookery.tenant.http;

import io.rookery.routing.port.TenantId;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Finds whose API key a text is.
public interface KeyLookup {
    /// The holder of a key that is valid now, empty for any other text.
    ///
    /// @throws io.rookery.routing.port.UnavailableException when that cannot be known now
    Optional<Holder> find(String text);

    /// The holder of a key.
    ///
    /// @param suspended true when the holder's tenant is suspended
    record Holder(TenantId tenant, UUID keyId, Set<Scope> scopes, boolean suspended) {
        public Holder {
            scopes = Set.copyOf(scopes);
        }
    }
}
