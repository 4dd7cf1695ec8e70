package io.rookery.tenant.erasure;

import io.rookery.routing.port.TenantId;
import io.rookery.tenant.store.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/// The erasures of all tenants, for the job that carries them out.
public final class ErasureQueue {
    /// How long it can be seen that an erasure was finished.
    private static final Duration KEPT = Duration.ofDays(35);

    private final DataSource archiver;
    private final InstantSource clock;

    /// @param archiver connects as `rookery_archiver`
    public ErasureQueue(DataSource archiver, InstantSource clock) {
        this.archiver = archiver;
        this.clock = clock;
    }

    /// One that is not finished.
    ///
    /// @param localpart empty for the whole domain
    /// @param keepFrom when the name was given out again
    /// @param erased whether it was done for the first time
    /// @param logEnds what the archiver has to pass before it is done again; empty until known
    public record Waiting(
            TenantId tenant,
            UUID id,
            String domain,
            String localpart,
            Instant requestedAt,
            Optional<Instant> keepFrom,
            boolean erased,
            List<Long> logEnds) {
        public Waiting {
            logEnds = List.copyOf(logEnds);
        }
    }

    /// Those that are not finished, oldest first.
    public List<Waiting> open(int limit) throws SQLException {
        try (Connection connection = archiver.getConnection()) {
            return Sql.all(
                    connection,
                    """
                    SELECT tenant_id, erasure_id, domain, localpart, requested_at, keep_from,
                        erased_at, log_ends
                    FROM erasure WHERE finished_at IS NULL
                    ORDER BY requested_at, erasure_id LIMIT ?
                    """,
                    ErasureQueue::waiting,
                    limit);
        }
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        Array ends = row.getArray("log_ends");
        return new Waiting(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                row.getObject("erasure_id", UUID.class),
                row.getString("domain"),
                row.getString("localpart"),
                Sql.instant(row, "requested_at"),
                Optional.ofNullable(Sql.instantOrNull(row, "keep_from")),
                Sql.instantOrNull(row, "erased_at") != null,
                ends == null ? List.of() : List.of((Long[]) ends.getArray()));
    }

    /// It was done for the first time.
    public void erased(TenantId tenant, UUID id) throws SQLException {
        update(
                "UPDATE erasure SET erased_at = ? WHERE tenant_id = ? AND erasure_id = ?",
                tenant,
                id);
    }

    /// It is to be done again behind these ends.
    public void awaits(TenantId tenant, UUID id, List<Long> logEnds) throws SQLException {
        try (Connection connection = archiver.getConnection()) {
            Sql.update(
                    connection,
                    "UPDATE erasure SET log_ends = ? WHERE tenant_id = ? AND erasure_id = ?",
                    connection.createArrayOf("bigint", logEnds.toArray()),
                    tenant.value(),
                    id);
        }
    }

    /// The log is another: where it ends is to be looked at anew.
    public void logReplaced() throws SQLException {
        try (Connection connection = archiver.getConnection()) {
            Sql.update(connection, "UPDATE erasure SET log_ends = NULL WHERE finished_at IS NULL");
        }
    }

    /// Nothing of it is left.
    public void finished(TenantId tenant, UUID id) throws SQLException {
        update(
                "UPDATE erasure SET finished_at = ? WHERE tenant_id = ? AND erasure_id = ?",
                tenant,
                id);
    }

    private void update(String sql, TenantId tenant, UUID id) throws SQLException {
        try (Connection connection = archiver.getConnection()) {
            Sql.update(connection, sql, clock.instant(), tenant.value(), id);
        }
    }

    /// Forgets those that were finished long ago; says how many.
    public int forget() throws SQLException {
        try (Connection connection = archiver.getConnection()) {
            return Sql.update(
                    connection,
                    "DELETE FROM erasure WHERE finished_at < ?",
                    clock.instant().minus(KEPT));
        }
    }
}
