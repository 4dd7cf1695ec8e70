package io.rookery.hooks.endpoint;

import io.rookery.routing.port.TenantId;
import java.net.URI;
import java.util.List;
import java.util.Set;

/// One version of the backend that a tenant named for one of its domains.
///
/// @param baseUrl calls go to paths below it; judged at every call, whatever was judged on saving
/// @param secrets those that sign, the newest first: while a tenant rotates, previous ones too. At
///   least one; of more than 16, the newest 16 sign
/// @param operations what the backend answers; nothing else is asked
/// @param version grows with each change of this endpoint; answers cached under another version are
///   not used
public record HookEndpoint(
        TenantId tenant,
        HookId id,
        URI baseUrl,
        List<SigningSecret> secrets,
        Set<Operation> operations,
        long version) {
    private static final int MAX_SECRETS = 16;

    public HookEndpoint {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("secrets: none (expected: at least one)");
        }
        secrets = List.copyOf(secrets.subList(0, Math.min(secrets.size(), MAX_SECRETS)));
        operations = Set.copyOf(operations);
    }

    /// True when the backend answers this operation.
    public boolean offers(Operation operation) {
        return operations.contains(operation);
    }
}
