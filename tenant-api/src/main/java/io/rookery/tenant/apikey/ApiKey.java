package io.rookery.tenant.apikey;

import io.rookery.tenant.Ids;
import io.rookery.tenant.http.Scope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is known of an API key after it was shown.
record ApiKey(
        UUID id,
        String name,
        String last4,
        List<Scope> scopes,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {
    ApiKey {
        scopes = List.copyOf(scopes);
    }

    String idText() {
        return Ids.Kind.KEY.text(id);
    }
}
