package io.rookery.tenant.hook;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.rookery.tenant.Ids;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The backend of a domain.
///
/// @param id `hook_…`
/// @param baseUrl calls go to paths below it
/// @param operations what the backend answers
/// @param version grows with each change
/// @param secrets what signs calls, the newest first, without the secrets themselves
/// @param createdAt when it was made
/// @param changedAt when it changed
/// @param secret the newest secret, only in the answer to the request that makes it
@Serdeable(naming = SnakeCaseStrategy.class)
record HookView(
        String id,
        String baseUrl,
        List<String> operations,
        long version,
        List<SecretView> secrets,
        Instant createdAt,
        Instant changedAt,
        @Nullable String secret) {

    /// A secret that is not shown any more.
    ///
    /// @param id `sec_…`
    /// @param createdAt when it was made
    /// @param expiresAt until when it signs beside a newer one; left out for the newest
    @Serdeable(naming = SnakeCaseStrategy.class)
    record SecretView(String id, Instant createdAt, @Nullable Instant expiresAt) {}

    static HookView of(Hook hook) {
        return of(hook, null);
    }

    static HookView showing(Hook hook) {
        return of(hook, hook.secrets().getFirst().text());
    }

    private static HookView of(Hook hook, @Nullable String secret) {
        return new HookView(
                Ids.Kind.HOOK.text(hook.id()),
                hook.baseUrl(),
                hook.operations(),
                hook.version(),
                hook.secrets().stream()
                        .map(s ->
                                new SecretView(
                                        Ids.Kind.SECRET.text(s.id()), s.createdAt(), s.expiresAt()))
                        .toList(),
                hook.createdAt(),
                hook.changedAt(),
                secret);
    }
}
