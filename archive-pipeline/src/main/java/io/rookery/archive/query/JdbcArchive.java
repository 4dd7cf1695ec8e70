package io.rookery.archive.query;

import com.google.protobuf.InvalidProtocolBufferException;
import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.archive.store.TenantTransactions;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.wire.StanzaEnvelope;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.Jid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Archives in PostgreSQL. Each read runs on a virtual thread, in one transaction of its tenant,
/// and ends within `readWait` and the statements' deadlines whatever becomes of the database.
public final class JdbcArchive implements Archive, AutoCloseable {
    private static final String BOUNDS =
            """
            (SELECT id, stamp FROM archive_message WHERE tenant_id = ? AND owner = ?
             ORDER BY id LIMIT 1)
            UNION ALL
            (SELECT id, stamp FROM archive_message WHERE tenant_id = ? AND owner = ?
             ORDER BY id DESC LIMIT 1)
            """;
    private static final String PENDING =
            """
            SELECT p.id, coalesce(p.stamp, m.stamp), coalesce(p.stanza, m.stanza),
                p.stanza IS NULL
            FROM pending_message p
            LEFT JOIN archive_message m ON m.tenant_id = p.tenant_id AND m.owner = p.owner
                AND m.id = p.id AND p.stanza IS NULL
            WHERE p.tenant_id = ? AND p.owner = ? AND p.id > ?
                AND (p.expires IS NULL OR p.expires > ?)
                AND (p.stanza IS NOT NULL OR m.stanza IS NOT NULL)
            ORDER BY p.id LIMIT ?
            """;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final TenantTransactions transactions;
    private final Progress progress;
    private final InstantSource clock;
    private final Limits.Query limits;
    private final ArchiveMeter meter;
    private final Semaphore places;
    private final Duration deadline;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("archive-", 0).factory());

    /// An archive over `database`, whose connections have the application's role. The pool's own
    /// timeout for a connection should be less than `readWait`.
    ///
    /// @param accountsTopic topic whose archiver is waited for
    public JdbcArchive(
            DataSource database,
            String accountsTopic,
            InstantSource clock,
            Limits.Query limits,
            ArchiveMeter meter) {
        this.transactions = new TenantTransactions(database, limits.statementTimeout());
        this.progress = new Progress(database, accountsTopic, limits, meter);
        this.meter = meter;
        this.clock = clock;
        this.limits = limits;
        this.places = new Semaphore(limits.concurrent());
        this.deadline = limits.readWait().plus(limits.statementTimeout().multipliedBy(2));
    }

    @Override
    public CompletionStage<Page> query(Query query) {
        if (query.ids().size() > limits.ids()) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException(
                            "ids: "
                                    + query.ids().size()
                                    + " (expected: at most "
                                    + limits.ids()
                                    + ")"));
        }
        return read(
                query.position(),
                () -> transactions.run(query.tenant(), connection -> page(connection, query)));
    }

    @Override
    public CompletionStage<Optional<Bounds>> bounds(
            TenantId tenant, BareJid owner, LogPosition after) {
        Sql sql =
                new Sql()
                        .add(
                                BOUNDS,
                                tenant.value(),
                                owner.toString(),
                                tenant.value(),
                                owner.toString());
        return read(after, tenant, sql, JdbcArchive::bounds);
    }

    @Override
    public CompletionStage<List<Entry>> pending(
            TenantId tenant, BareJid owner, @Nullable UUID afterId, int limit, LogPosition after) {
        Sql sql = pendingSql(tenant, owner, afterId, Math.min(limit, limits.page()));
        return read(after, tenant, sql, JdbcArchive::entries);
    }

    @Override
    public CompletionStage<Integer> pendingCount(TenantId tenant, BareJid owner) {
        Sql sql =
                new Sql()
                        .add("SELECT count(*) FROM (")
                        .add(pendingSql(tenant, owner, null, limits.count()))
                        .add(") AS waiting");
        return read(
                LogPosition.NONE, tenant, sql, rows -> Math.toIntExact(JdbcArchive.number(rows)));
    }

    @Override
    public CompletionStage<Optional<ArchivePreferences>> preferences(
            TenantId tenant, BareJid owner, LogPosition after) {
        Sql sql =
                new Sql()
                        .add(
                                "SELECT default_policy, always, never FROM archive_preference"
                                        + " WHERE tenant_id = ? AND owner = ?",
                                tenant.value(),
                                owner.toString());
        return read(after, tenant, sql, JdbcArchive::preferences);
    }

    private Page page(Connection connection, Query query) throws SQLException {
        PageSql sql = new PageSql(query);
        Optional<UUID> missing = missing(connection, sql);
        if (missing.isPresent()) {
            return new Page(List.of(), false, -1, missing);
        }
        long count = query.counted() || query.max() == 0 ? count(connection, sql) : -1;
        if (query.max() == 0) {
            return new Page(List.of(), count == 0, count, missing);
        }
        int size = Math.min(query.max(), limits.page());
        List<Entry> found = entries(connection, sql.page(size + 1));
        boolean complete = found.size() <= size;
        List<Entry> entries = new ArrayList<>(complete ? found : found.subList(0, size));
        if (sql.backwards()) {
            Collections.reverse(entries);
        }
        return new Page(entries, complete, count, missing);
    }

    private static Optional<UUID> missing(Connection connection, PageSql sql) throws SQLException {
        List<UUID> wanted = sql.references();
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        Set<UUID> existing = new HashSet<>();
        try (PreparedStatement statement = sql.existing(wanted).prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                existing.add(rows.getObject(1, UUID.class));
            }
        }
        return wanted.stream().filter(id -> !existing.contains(id)).findFirst();
    }

    private long count(Connection connection, PageSql sql) throws SQLException {
        long count = number(connection, sql.count(limits.count() + 1));
        return count > limits.count() ? -1 : count;
    }

    private static Optional<Bounds> bounds(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        UUID firstId = rows.getObject(1, UUID.class);
        Instant firstStamp = Sql.instant(rows.getTimestamp(2));
        rows.next();
        return Optional.of(
                new Bounds(
                        firstId,
                        firstStamp,
                        rows.getObject(1, UUID.class),
                        Sql.instant(rows.getTimestamp(2))));
    }

    private Sql pendingSql(TenantId tenant, BareJid owner, @Nullable UUID afterId, int limit) {
        return new Sql()
                .add(
                        PENDING,
                        tenant.value(),
                        owner.toString(),
                        afterId == null ? BEFORE_ALL : afterId,
                        clock.instant(),
                        limit);
    }

    private static Optional<ArchivePreferences> preferences(ResultSet row) throws SQLException {
        if (!row.next()) {
            return Optional.empty();
        }
        return Optional.of(
                new ArchivePreferences(
                        ArchivePreferences.Default.valueOf(
                                row.getString(1).toUpperCase(Locale.ROOT)),
                        jids(row, 2),
                        jids(row, 3)));
    }

    private static Set<Jid> jids(ResultSet row, int column) throws SQLException {
        return Arrays.stream((String[]) row.getArray(column).getArray())
                .map(Jid::parse)
                .collect(Collectors.toSet());
    }

    private static List<Entry> entries(Connection connection, Sql sql) throws SQLException {
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            return entries(rows);
        }
    }

    private static List<Entry> entries(ResultSet rows) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        while (rows.next()) {
            entries.add(
                    new Entry(
                            rows.getObject(1, UUID.class),
                            Sql.instant(rows.getTimestamp(2)),
                            stanza(rows.getBytes(3)),
                            rows.getBoolean(4)));
        }
        return entries;
    }

    private static StanzaEnvelope stanza(byte[] bytes) throws SQLException {
        try {
            return StanzaEnvelope.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("stanza: not an envelope", e);
        }
    }

    private static long number(Connection connection, Sql sql) throws SQLException {
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet row = statement.executeQuery()) {
            return number(row);
        }
    }

    private static long number(ResultSet row) throws SQLException {
        row.next();
        return row.getLong(1);
    }

    private interface Reading<T> {
        T read() throws SQLException;
    }

    private <T> CompletionStage<T> read(
            LogPosition position, TenantId tenant, Sql sql, TenantTransactions.Rows<T> rows) {
        return read(position, () -> transactions.read(tenant, sql.toString(), sql::set, rows));
    }

    private <T> CompletionStage<T> read(LogPosition position, Reading<T> reading) {
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new UnavailableException(
                            "reads: " + limits.concurrent() + " already (expected: fewer)"));
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        long begun = System.nanoTime();
        try {
            threads.execute(() -> {
                try {
                    progress.await(position);
                    result.complete(reading.read());
                } catch (SQLException e) {
                    result.completeExceptionally(
                            new UnavailableException("archive: " + e.getMessage(), e));
                } catch (InterruptedException e) {
                    result.completeExceptionally(new UnavailableException("archive: closing", e));
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                } finally {
                    Duration took = Duration.ofNanos(System.nanoTime() - begun);
                    meter.read(!result.isCompletedExceptionally(), took);
                    places.release();
                }
            });
        } catch (RejectedExecutionException e) {
            places.release();
            return CompletableFuture.failedFuture(new UnavailableException("archive: closed", e));
        }
        return bounded(result);
    }

    /// Ends the wait, though perhaps not the thread, when a driver or a pool does not keep its own
    /// deadlines.
    private <T> CompletionStage<T> bounded(CompletableFuture<T> result) {
        return result.copy()
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure ->
                        CompletableFuture.failedFuture(
                                failure instanceof TimeoutException
                                        ? new UnavailableException(
                                                "archive: no answer within " + deadline, failure)
                                        : unwrapped(failure)));
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    /// Ends the reads that wait; those at the database end by their deadlines.
    @Override
    public void close() {
        progress.close();
        threads.shutdown();
    }
}
