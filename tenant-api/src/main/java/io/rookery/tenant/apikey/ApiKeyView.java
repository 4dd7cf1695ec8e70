package io.rookery.tenant.apikey;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.rookery.tenant.http.Scope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An API key.
///
/// @param id `key_…`
/// @param name what it is for
/// @param last4 the end of the key
/// @param scopes what it may do
/// @param createdAt when it was made
/// @param expiresAt when it ends by itself; left out when it does not
/// @param revokedAt when it was revoked; left out when it was not
/// @param key the key itself, only in the answer to the request that makes it
@Serdeable(naming = SnakeCaseStrategy.class)
public record ApiKeyView(
        String id,
        String name,
        String last4,
        List<String> scopes,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable String key) {

    static ApiKeyView of(ApiKey key) {
        return of(key, null);
    }

    static ApiKeyView of(ApiKey key, @Nullable String secret) {
        return new ApiKeyView(
                key.idText(),
                key.name(),
                key.last4(),
                key.scopes().stream().map(Scope::text).toList(),
                key.createdAt(),
                key.expiresAt(),
                key.revokedAt(),
                secret);
    }
}
