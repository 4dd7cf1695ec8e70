package io.rookery.tenant.hook;

import io.rookery.routing.port.TenantId;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// One version of the backend that a tenant named for a domain.
///
/// @param secrets `whsec_…`, the newest first: it signs, and so do those before it until they
///   expire
/// @param operations what the backend answers, `auth.verify`
/// @param version grows with each change
public record HookEndpoint(
        TenantId tenant,
        String domain,
        UUID id,
        URI baseUrl,
        List<String> secrets,
        Set<String> operations,
        long version) {
    public HookEndpoint {
        secrets = List.copyOf(secrets);
        operations = Set.copyOf(operations);
    }

    /// Hides the secrets.
    @Override
    public String toString() {
        return "HookEndpoint[%s, %s, version %d]".formatted(domain, baseUrl, version);
    }
}
