package io.rookery.tenant.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.rookery.tenant.Limits;
import io.rookery.tenant.MasterKey;
import io.rookery.tenant.SecretBox;
import io.rookery.tenant.store.Sql;
import io.rookery.tenant.store.TenantTransactions;
import io.rookery.tenant.store.TenantTransactions.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers POST requests, each in one transaction of the caller's tenant. With an `Idempotency-Key`
/// the answer is kept in that same transaction, so that the request is followed once, or not at
/// all, however often it is sent.
public final class Answers {
    /// Header on an answer that is repeated.
    static final String REPLAYED = "Idempotency-Replayed";

    private final TenantTransactions transactions;
    private final MasterKey master;
    private final SecretBox box;
    private final JsonMapper json;
    private final InstantSource clock;
    private final Limits limits;

    public Answers(
            TenantTransactions transactions,
            MasterKey master,
            SecretBox box,
            JsonMapper json,
            InstantSource clock,
            Limits limits) {
        this.transactions = transactions;
        this.master = master;
        this.box = box;
        this.json = json;
        this.clock = clock;
        this.limits = limits;
    }

    /// What a request came to.
    ///
    /// @param location path of what was made, null when nothing was
    public record Answer<T>(HttpStatus status, T body, @Nullable String location) {
        /// Something was made, and is to be found at `location`.
        public static <T> Answer<T> created(String location, T body) {
            return new Answer<>(HttpStatus.CREATED, body, location);
        }

        /// It was done.
        public static <T> Answer<T> done(T body) {
            return new Answer<>(HttpStatus.OK, body, null);
        }
    }

    /// Follows a request, or repeats what it came to when it was followed before.
    ///
    /// @param body the request's body, null when it has none
    public <T> HttpResponse<T> post(
            HttpRequest<?> request,
            Caller caller,
            @Nullable JsonNode body,
            Class<T> type,
            Work<Answer<T>> work) {
        Optional<String> key = IdempotencyKey.of(request, limits);
        if (key.isEmpty()) {
            return response(transactions.in(caller.tenant(), work));
        }
        Repeatable repeatable =
                new Repeatable(
                        caller,
                        request.getMethodName(),
                        request.getPath(),
                        key.get(),
                        fingerprint(body));
        return transactions.in(
                caller.tenant(), connection -> once(connection, repeatable, type, work));
    }

    /// What makes two requests the same.
    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    private record Repeatable(
            Caller caller, String method, String path, String key, byte[] fingerprint) {
        /// Where the answer is kept, for sealing and for locking.
        String place() {
            return String.join(
                    "\n", caller.tenant().hex(), caller.keyId().toString(), method, path, key);
        }
    }

    /// The kept answer of an earlier request.
    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    private record Kept(byte[] fingerprint, int status, @Nullable String location, byte[] sealed) {}

    private <T> HttpResponse<T> once(
            Connection connection, Repeatable request, Class<T> type, Work<Answer<T>> work)
            throws SQLException {
        boolean alone =
                Sql.first(
                                connection,
                                "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))",
                                row -> row.getBoolean(1),
                                request.place())
                        .orElse(false);
        if (!alone) {
            throw new ProblemException(
                    Problem.IDEMPOTENCY_IN_PROGRESS, "A request with this key has not ended.");
        }
        Instant now = clock.instant();
        Optional<Kept> kept = find(connection, request, now.minus(limits.idempotencyAge()));
        if (kept.isPresent()) {
            return repeated(request, kept.get(), type);
        }
        Answer<T> answer = work.run(connection);
        keep(connection, request, answer, now);
        return response(answer);
    }

    private static Optional<Kept> find(Connection connection, Repeatable request, Instant oldest)
            throws SQLException {
        return Sql.first(
                connection,
                """
                SELECT fingerprint, status, location, sealed FROM idempotency_key
                WHERE tenant_id = ? AND principal = ? AND method = ? AND path = ? AND key = ?
                    AND created_at > ?
                """,
                row ->
                        new Kept(
                                row.getBytes("fingerprint"),
                                row.getInt("status"),
                                row.getString("location"),
                                row.getBytes("sealed")),
                request.caller().tenant().value(),
                request.caller().keyId(),
                request.method(),
                request.path(),
                request.key(),
                oldest);
    }

    private <T> void keep(Connection connection, Repeatable request, Answer<T> answer, Instant now)
            throws SQLException {
        Sql.update(
                connection,
                """
                DELETE FROM idempotency_key
                WHERE tenant_id = ? AND principal = ? AND method = ? AND path = ? AND key = ?
                """,
                request.caller().tenant().value(),
                request.caller().keyId(),
                request.method(),
                request.path(),
                request.key());
        Sql.update(
                connection,
                """
                INSERT INTO idempotency_key (tenant_id, principal, method, path, key, fingerprint,
                    status, location, sealed, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                request.caller().tenant().value(),
                request.caller().keyId(),
                request.method(),
                request.path(),
                request.key(),
                request.fingerprint(),
                answer.status().getCode(),
                answer.location(),
                box.seal(request.place(), bytes(answer.body())),
                now);
    }

    private <T> HttpResponse<T> repeated(Repeatable request, Kept kept, Class<T> type) {
        if (!MessageDigest.isEqual(kept.fingerprint(), request.fingerprint())) {
            throw new ProblemException(
                    Problem.IDEMPOTENCY_KEY_REUSED, "The key was sent with another body before.");
        }
        try {
            T body =
                    Objects.requireNonNull(
                            json.readValue(box.open(request.place(), kept.sealed()), type));
            return response(new Answer<>(HttpStatus.valueOf(kept.status()), body, kept.location()))
                    .header(REPLAYED, "true");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> MutableHttpResponse<T> response(Answer<T> answer) {
        MutableHttpResponse<T> response =
                HttpResponse.<T>status(answer.status()).body(answer.body());
        String location = answer.location();
        return location == null ? response : response.header(HttpHeaders.LOCATION, location);
    }

    /// Keyed, since bodies have passwords in them.
    private byte[] fingerprint(@Nullable JsonNode body) {
        return master.fingerprint("idempotency", body == null ? new byte[0] : bytes(body));
    }

    private byte[] bytes(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
