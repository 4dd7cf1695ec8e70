package io.rookery.tenant.hook;

import io.rookery.routing.port.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A hook as the database has it.
///
/// @param secrets the newest first
record Hook(
        TenantId tenant,
        UUID domainId,
        String domain,
        UUID id,
        String baseUrl,
        List<String> operations,
        long version,
        List<Secret> secrets,
        Instant createdAt,
        Instant changedAt) {
    Hook {
        operations = List.copyOf(operations);
        secrets = List.copyOf(secrets);
    }

    /// A secret, opened.
    ///
    /// @param expiresAt null for the newest
    record Secret(UUID id, String text, Instant createdAt, @Nullable Instant expiresAt) {
        boolean signsAt(Instant now) {
            return expiresAt == null || now.isBefore(expiresAt);
        }

        /// Where it is sealed for.
        static String place(TenantId tenant, UUID secretId) {
            return "hook-secret\n" + tenant.hex() + "\n" + secretId;
        }

        /// Hides the secret.
        @Override
        public String toString() {
            return "Secret[" + id + "]";
        }
    }
}
