package io.rookery.tenant.hook;

import io.rookery.routing.port.TenantId;
import io.rookery.tenant.Ids;
import io.rookery.tenant.Limits;
import io.rookery.tenant.SecretBox;
import io.rookery.tenant.domain.Domain;
import io.rookery.tenant.store.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Hook endpoints and their secrets in the database. Everything runs in a transaction of the
/// tenant.
public final class Hooks {
    /// Standard Webhooks: 24 to 64 bytes.
    private static final int SECRET_BYTES = 32;

    /// The newest, and those before it that have not expired.
    private static final int MAX_SECRETS = 4;

    private final Ids ids;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final SecretBox box;
    private final Limits limits;

    /// @param random must be cryptographically strong
    public Hooks(
            Ids ids, RandomGenerator random, InstantSource clock, SecretBox box, Limits limits) {
        this.ids = ids;
        this.random = random;
        this.clock = clock;
        this.box = box;
        this.limits = limits;
    }

    /// The hook of a domain, by the domain's name.
    Optional<Hook> find(Connection connection, TenantId tenant, String domain) throws SQLException {
        Optional<Hook> bare =
                Sql.first(
                        connection,
                        """
                        SELECT d.name, h.* FROM domain d JOIN hook_endpoint h
                            USING (tenant_id, domain_id)
                        WHERE d.tenant_id = ? AND d.name = ? AND d.state <> 'deleted'
                        """,
                        Hooks::withoutSecrets,
                        tenant.value(),
                        domain);
        return bare.isEmpty()
                ? bare
                : Optional.of(withSecrets(bare.get(), secrets(connection, bare.get())));
    }

    /// Names a backend for a domain that has none.
    Hook create(Connection connection, Domain domain, String baseUrl, List<String> operations)
            throws SQLException {
        Instant now = clock.instant();
        UUID id = ids.next();
        Sql.update(
                connection,
                """
                INSERT INTO hook_endpoint (tenant_id, domain_id, hook_id, base_url, capabilities,
                    version, created_at, changed_at)
                VALUES (?, ?, ?, ?, ?, 1, ?, ?)
                """,
                domain.policy().tenant().value(),
                domain.id(),
                id,
                baseUrl,
                operations,
                now,
                now);
        var hook =
                new Hook(
                        domain.policy().tenant(),
                        domain.id(),
                        domain.name(),
                        id,
                        baseUrl,
                        operations,
                        1,
                        List.of(),
                        now,
                        now);
        return withSecrets(hook, List.of(newSecret(connection, hook, now)));
    }

    /// Changes where the backend is or what it answers; the secrets stay.
    Hook change(Connection connection, Hook old, String baseUrl, List<String> operations)
            throws SQLException {
        Instant now = clock.instant();
        Sql.update(
                connection,
                """
                UPDATE hook_endpoint
                SET base_url = ?, capabilities = ?, version = version + 1, changed_at = ?
                WHERE tenant_id = ? AND domain_id = ?
                """,
                baseUrl,
                operations,
                now,
                old.tenant().value(),
                old.domainId());
        return new Hook(
                old.tenant(),
                old.domainId(),
                old.domain(),
                old.id(),
                baseUrl,
                operations,
                old.version() + 1,
                old.secrets(),
                old.createdAt(),
                now);
    }

    /// Makes a new secret; the ones before it sign beside it for a while.
    Hook rotate(Connection connection, Hook old) throws SQLException {
        Instant now = clock.instant();
        Sql.update(
                connection,
                """
                UPDATE hook_secret SET expires_at = COALESCE(expires_at, ?)
                WHERE tenant_id = ? AND domain_id = ?
                """,
                now.plus(limits.secretOverlap()),
                old.tenant().value(),
                old.domainId());
        newSecret(connection, old, now);
        Sql.update(
                connection,
                """
                DELETE FROM hook_secret
                WHERE tenant_id = ? AND domain_id = ? AND (expires_at <= ? OR secret_id NOT IN (
                    SELECT secret_id FROM hook_secret WHERE tenant_id = ? AND domain_id = ?
                    ORDER BY created_at DESC, secret_id DESC LIMIT ?))
                """,
                old.tenant().value(),
                old.domainId(),
                now,
                old.tenant().value(),
                old.domainId(),
                MAX_SECRETS);
        Hook changed = change(connection, old, old.baseUrl(), old.operations());
        return withSecrets(changed, secrets(connection, changed));
    }

    void delete(Connection connection, Hook hook) throws SQLException {
        Sql.update(
                connection,
                "DELETE FROM hook_endpoint WHERE tenant_id = ? AND domain_id = ?",
                hook.tenant().value(),
                hook.domainId());
    }

    private Hook.Secret newSecret(Connection connection, Hook hook, Instant now)
            throws SQLException {
        byte[] key = new byte[SECRET_BYTES];
        random.nextBytes(key);
        String text = "whsec_" + Base64.getEncoder().encodeToString(key);
        var secret = new Hook.Secret(ids.next(), text, now, null);
        Sql.update(
                connection,
                """
                INSERT INTO hook_secret (tenant_id, domain_id, secret_id, sealed, created_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                hook.tenant().value(),
                hook.domainId(),
                secret.id(),
                box.seal(
                        Hook.Secret.place(hook.tenant(), secret.id()),
                        text.getBytes(StandardCharsets.US_ASCII)),
                now);
        return secret;
    }

    private List<Hook.Secret> secrets(Connection connection, Hook hook) throws SQLException {
        return Sql.all(
                connection,
                """
                SELECT secret_id, sealed, created_at, expires_at FROM hook_secret
                WHERE tenant_id = ? AND domain_id = ?
                ORDER BY created_at DESC, secret_id DESC
                """,
                row -> secret(row, hook.tenant()),
                hook.tenant().value(),
                hook.domainId());
    }

    private Hook.Secret secret(ResultSet row, TenantId tenant) throws SQLException {
        UUID id = row.getObject("secret_id", UUID.class);
        byte[] text = box.open(Hook.Secret.place(tenant, id), row.getBytes("sealed"));
        return new Hook.Secret(
                id,
                new String(text, StandardCharsets.US_ASCII),
                Sql.instant(row, "created_at"),
                Sql.instantOrNull(row, "expires_at"));
    }

    private static Hook withoutSecrets(ResultSet row) throws SQLException {
        return new Hook(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                row.getObject("domain_id", UUID.class),
                row.getString("name"),
                row.getObject("hook_id", UUID.class),
                row.getString("base_url"),
                Sql.texts(row, "capabilities"),
                row.getLong("version"),
                List.of(),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "changed_at"));
    }

    private static Hook withSecrets(Hook hook, List<Hook.Secret> secrets) {
        return new Hook(
                hook.tenant(),
                hook.domainId(),
                hook.domain(),
                hook.id(),
                hook.baseUrl(),
                hook.operations(),
                hook.version(),
                secrets,
                hook.createdAt(),
                hook.changedAt());
    }
}
