package io.rookery.tenant.apikey;

import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.Ids;
import io.rookery.tenant.Limits;
import io.rookery.tenant.http.KeyLookup;
import io.rookery.tenant.http.PageRequest;
import io.rookery.tenant.http.Problem;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.http.Scope;
import io.rookery.tenant.store.Sql;
import io.rookery.tenant.store.TenantTransactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// API keys in the database, of tenants and of the operator.
public final class ApiKeys implements KeyLookup {
    /// Any fixed number: only one node makes the operator's first key.
    private static final long FIRST_KEY_LOCK = 0x726f6f6b65727903L;

    /// How long an operator's key is believed without the database.
    private static final Duration OPERATOR_AGE = Duration.ofHours(1);

    private static final int MAX_OPERATORS = 64;

    private final Map<String, Seen> operators = new ConcurrentHashMap<>();
    private final TenantTransactions transactions;
    private final Ids ids;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Limits limits;

    /// @param random must be cryptographically strong
    public ApiKeys(
            TenantTransactions transactions,
            Ids ids,
            RandomGenerator random,
            InstantSource clock,
            Limits limits) {
        this.transactions = transactions;
        this.ids = ids;
        this.random = random;
        this.clock = clock;
        this.limits = limits;
    }

    /// Makes the operator's first key when the operator never had one. To be shown once, at the
    /// first start; empty ever after.
    public Optional<String> makeFirstOperatorKey() {
        return transactions.in(
                TenantTransactions.OPERATOR,
                connection -> {
                    Sql.first(
                            connection,
                            "SELECT pg_advisory_xact_lock(?)",
                            row -> true,
                            FIRST_KEY_LOCK);
                    boolean some =
                            Sql.first(
                                            connection,
                                            "SELECT 1 FROM api_key WHERE tenant_id = ? LIMIT 1",
                                            row -> true,
                                            TenantTransactions.OPERATOR.value())
                                    .isPresent();
                    if (some) {
                        return Optional.empty();
                    }
                    var wanted =
                            new NewApiKey(
                                    "first operator key",
                                    Scope.ofOperator().stream().sorted().toList(),
                                    Optional.empty());
                    return Optional.of(
                            create(connection, TenantTransactions.OPERATOR, wanted)
                                    .secret()
                                    .text());
                });
    }

    /// Whoever runs the installation must be able to ask what is wrong when the database is: its
    /// keys are believed for a while after they were last seen there.
    @Override
    public Optional<Holder> find(String text) {
        Optional<KeyText> key = KeyText.parse(text);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        String hash = HexFormat.of().formatHex(key.get().hash());
        try {
            Optional<Holder> found = load(key.get());
            remember(hash, found);
            return found;
        } catch (UnavailableException e) {
            Seen seen = operators.get(hash);
            if (seen == null || seen.at().plus(OPERATOR_AGE).isBefore(clock.instant())) {
                throw e;
            }
            return Optional.of(seen.holder());
        }
    }

    private record Seen(Holder holder, Instant at) {}

    private void remember(String hash, Optional<Holder> found) {
        Optional<Holder> operator =
                found.filter(holder -> holder.tenant().equals(TenantTransactions.OPERATOR));
        operator.ifPresentOrElse(
                holder -> {
                    if (operators.size() < MAX_OPERATORS || operators.containsKey(hash)) {
                        operators.put(hash, new Seen(holder, clock.instant()));
                    }
                },
                () -> operators.remove(hash));
    }

    private Optional<Holder> load(KeyText key) {
        return transactions
                .inNone(connection ->
                        Sql.first(
                                connection,
                                "SELECT * FROM find_api_key(?)",
                                this::holder,
                                key.hash()))
                .flatMap(holder -> holder);
    }

    private Optional<Holder> holder(ResultSet row) throws SQLException {
        Instant expires = Sql.instantOrNull(row, "expires_at");
        boolean ended = expires != null && !clock.instant().isBefore(expires);
        boolean revoked = Sql.instantOrNull(row, "revoked_at") != null;
        String state = row.getString("tenant_state");
        if (ended || revoked || state.equals("deleted")) {
            return Optional.empty();
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        Sql.texts(row, "scopes").forEach(text -> Scope.parse(text).ifPresent(scopes::add));
        return Optional.of(
                new Holder(
                        new TenantId(row.getObject("tenant_id", UUID.class)),
                        row.getObject("key_id", UUID.class),
                        scopes,
                        state.equals("suspended")));
    }

    /// A key that was just made, with the secret that is not kept.
    record Made(ApiKey key, KeyText secret) {}

    /// Makes a key, in a transaction of its tenant.
    Made create(Connection connection, TenantId tenant, NewApiKey wanted) throws SQLException {
        Instant now = clock.instant();
        checkQuota(connection, tenant, now);
        KeyText secret = KeyText.make(isTest(connection, tenant), random);
        var key =
                new ApiKey(
                        ids.next(),
                        wanted.name(),
                        secret.last4(),
                        wanted.scopes(),
                        now,
                        wanted.expiresAt().orElse(null),
                        null);
        Sql.update(
                connection,
                """
                INSERT INTO api_key (tenant_id, key_id, name, hash, last4, scopes, created_at,
                    expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                tenant.value(),
                key.id(),
                key.name(),
                secret.hash(),
                key.last4(),
                key.scopes().stream().map(Scope::text).toList(),
                now,
                key.expiresAt());
        return new Made(key, secret);
    }

    /// Makes a key for an answer that shows it.
    public ApiKeyView show(Connection connection, TenantId tenant, NewApiKey wanted)
            throws SQLException {
        Made made = create(connection, tenant, wanted);
        return ApiKeyView.of(made.key(), made.secret().text());
    }

    /// Keys, revoked ones too, the oldest first.
    List<ApiKey> list(Connection connection, TenantId tenant, PageRequest page)
            throws SQLException {
        return Sql.all(
                connection,
                """
                SELECT * FROM api_key WHERE tenant_id = ? AND key_id > ? ORDER BY key_id LIMIT ?
                """,
                ApiKeys::key,
                tenant.value(),
                page.after().isEmpty() ? new UUID(0, 0) : page.id(Ids.Kind.KEY),
                page.fetch());
    }

    /// @throws ProblemException when the tenant has no such key
    ApiKey find(Connection connection, TenantId tenant, UUID id) throws SQLException {
        return Sql.first(
                        connection,
                        "SELECT * FROM api_key WHERE tenant_id = ? AND key_id = ?",
                        ApiKeys::key,
                        tenant.value(),
                        id)
                .orElseThrow(ProblemException::notFound);
    }

    /// Ends a key at once. Revoking it again changes nothing.
    void revoke(Connection connection, TenantId tenant, UUID id) throws SQLException {
        Sql.update(
                connection,
                """
                UPDATE api_key SET revoked_at = COALESCE(revoked_at, ?)
                WHERE tenant_id = ? AND key_id = ?
                """,
                clock.instant(),
                tenant.value(),
                id);
    }

    private void checkQuota(Connection connection, TenantId tenant, Instant now)
            throws SQLException {
        long valid =
                Sql.first(
                                connection,
                                """
                                SELECT count(*) FROM api_key
                                WHERE tenant_id = ? AND revoked_at IS NULL
                                    AND (expires_at IS NULL OR expires_at > ?)
                                """,
                                row -> row.getLong(1),
                                tenant.value(),
                                now)
                        .orElse(0L);
        if (valid >= limits.keys()) {
            throw new ProblemException(
                    Problem.QUOTA_EXCEEDED, "The tenant has as many keys as it may have.");
        }
    }

    private static boolean isTest(Connection connection, TenantId tenant) throws SQLException {
        return Sql.first(
                        connection,
                        "SELECT environment = 'test' FROM tenant WHERE tenant_id = ?",
                        row -> row.getBoolean(1),
                        tenant.value())
                .orElse(false);
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getObject("key_id", UUID.class),
                row.getString("name"),
                row.getString("last4"),
                Sql.texts(row, "scopes").stream()
                        .flatMap(text -> Scope.parse(text).stream())
                        .toList(),
                Sql.instant(row, "created_at"),
                Sql.instantOrNull(row, "expires_at"),
                Sql.instantOrNull(row, "revoked_at"));
    }
}
