package io.rookery.hooks.endpoint;

import io.rookery.routing.port.TenantId;
import java.net.URI;
import java.util.List;
import java.util.Set;

/// One version of the backend that a tenant named for one of its domains.
///
/// @param baseUrl calls go to paths below it; judged at every call, whatever was judged on saving
/// @param secrets those that sign, the newest first: while a tenant rotates, the previous one too.
///   One to four
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
    private static final int MAX_SECRETS = 4;

    public HookEndpoint {
        secrets = List.copyOf(secrets);
        operations = Set.copyOf(operations);
        if (secrets.isEmpty() || secrets.size() > MAX_SECRETS) {
            throw new IllegalArgumentException(
                    "secrets: " + secrets.size() + " (expected: 1 to " + MAX_SECRETS + ")");
        }
    }

    /// True when the backend answers this operation.
    public boolean offers(Operation operation) {
        return operations.contains(operation);
    }
}
