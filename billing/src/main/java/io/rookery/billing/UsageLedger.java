package io.rookery.billing;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Writes usage into the ledger, inside the caller's transaction: what the caller rolls back was
/// never counted, and what it repeats is counted once.
///
/// The roll-ups move only by rows that the ledger really took. Call it once in a transaction, as
/// its last step: the roll-up rows of busy domains stay locked until the commit, and are locked in
/// one order so that archivers of different partitions cannot block each other for good.
public final class UsageLedger {
    /// Most entries of one [#write].
    public static final int MAX_ENTRIES = 50_000;

    private static final String FORGET_EVENTS =
            """
            DELETE FROM usage_event WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM usage_event WHERE recorded_at < ? ORDER BY recorded_at LIMIT ?))
            """;
    private static final String FORGET_SUBJECTS =
            """
            DELETE FROM usage_subject WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM usage_subject WHERE month < ? ORDER BY month LIMIT ?))
            """;
    private static final String WRITE =
            """
            WITH taken AS (
                INSERT INTO usage_event
                    (tenant_id, event_id, meter, domain, subject, quantity, occurred_at)
                SELECT tenant_id, event_id, meter, domain, subject, quantity, occurred_at
                FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                            ?::timestamptz[])
                    AS entry (tenant_id, event_id, meter, domain, subject, quantity, occurred_at)
                ORDER BY tenant_id, event_id
                ON CONFLICT (tenant_id, event_id) DO NOTHING
                RETURNING tenant_id, meter, domain, subject, quantity, occurred_at
            ), summed AS (
                INSERT INTO usage_hour (tenant_id, hour, meter, domain, quantity)
                SELECT tenant_id, date_trunc('hour', occurred_at, 'UTC') AS bucket, meter, domain,
                       sum(quantity)
                FROM taken WHERE meter = ANY (?)
                GROUP BY tenant_id, bucket, meter, domain
                ORDER BY tenant_id, bucket, meter, domain
                ON CONFLICT (tenant_id, hour, meter, domain)
                DO UPDATE SET quantity = usage_hour.quantity + excluded.quantity
            ), sampled AS (
                INSERT INTO usage_minute (tenant_id, minute, meter, domain, quantity)
                SELECT tenant_id, date_trunc('minute', occurred_at, 'UTC') AS bucket, meter,
                       domain, sum(quantity)
                FROM taken WHERE meter = ANY (?)
                GROUP BY tenant_id, bucket, meter, domain
                ORDER BY tenant_id, bucket, meter, domain
                ON CONFLICT (tenant_id, minute, meter, domain)
                DO UPDATE SET quantity = usage_minute.quantity + excluded.quantity
                RETURNING tenant_id, minute, meter, domain, quantity
            ), peaked AS (
                INSERT INTO usage_hour (tenant_id, hour, meter, domain, quantity)
                SELECT tenant_id, date_trunc('hour', minute, 'UTC') AS bucket, meter, domain,
                       max(quantity)
                FROM sampled
                GROUP BY tenant_id, bucket, meter, domain
                ORDER BY tenant_id, bucket, meter, domain
                ON CONFLICT (tenant_id, hour, meter, domain)
                DO UPDATE SET quantity = greatest(usage_hour.quantity, excluded.quantity)
            ), met AS (
                INSERT INTO usage_subject (tenant_id, month, meter, domain, subject)
                SELECT DISTINCT tenant_id, date_trunc('month', occurred_at, 'UTC') AS bucket,
                       meter, domain, subject
                FROM taken WHERE meter = ANY (?)
                ORDER BY tenant_id, bucket, meter, domain, subject
                ON CONFLICT DO NOTHING
                RETURNING tenant_id, month, meter, domain
            ), counted AS (
                INSERT INTO usage_month (tenant_id, month, meter, domain, quantity)
                SELECT tenant_id, month, meter, domain, count(*)
                FROM met
                GROUP BY tenant_id, month, meter, domain
                ORDER BY tenant_id, month, meter, domain
                ON CONFLICT (tenant_id, month, meter, domain)
                DO UPDATE SET quantity = usage_month.quantity + excluded.quantity
            )
            SELECT count(*) FROM taken
            """;

    /// Writes entries, at most [#MAX_ENTRIES]. The connection is the archiver's, with a transaction
    /// open; nothing is committed here.
    ///
    /// @return how many were new
    public int write(Connection connection, List<UsageEntry> entries) throws SQLException {
        if (entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "entries: " + entries.size() + " (expected: at most " + MAX_ENTRIES + ")");
        }
        if (entries.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            statement.setArray(1, column(connection, "uuid", entries, UsageEntry::tenant));
            statement.setArray(2, column(connection, "text", entries, UsageEntry::eventId));
            statement.setArray(3, column(connection, "text", entries, e -> e.meter().key()));
            statement.setArray(4, column(connection, "text", entries, UsageEntry::domain));
            statement.setArray(5, column(connection, "text", entries, UsageEntry::subject));
            statement.setArray(6, column(connection, "bigint", entries, UsageEntry::quantity));
            statement.setArray(
                    7, column(connection, "timestamptz", entries, e -> stamp(e.occurredAt())));
            statement.setArray(8, meters(connection, Meter.Aggregation.SUM));
            statement.setArray(9, meters(connection, Meter.Aggregation.PEAK));
            statement.setArray(10, meters(connection, Meter.Aggregation.DISTINCT));
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    /// Forgets samples of minutes before `before`. An hour's peak no longer changes for those, so
    /// `before` must be older than any sample that may still arrive; a day is plenty.
    ///
    /// @return how many rows went
    public int forgetMinutes(Connection connection, Instant before) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM usage_minute WHERE minute < ?")) {
            statement.setTimestamp(1, Timestamp.from(before));
            return statement.executeUpdate();
        }
    }

    /// Forgets events recorded before `before`, at most `limit`: then one of them that came again
    /// would count again. What it came to stays.
    ///
    /// @return how many rows went
    public int forgetEvents(Connection connection, Instant before, int limit) throws SQLException {
        return forget(connection, FORGET_EVENTS, before, limit);
    }

    /// Forgets who was counted in the months before `before`, at most `limit`: an event of such a
    /// month would count its subject again. The counts stay.
    ///
    /// @return how many rows went
    public int forgetSubjects(Connection connection, Instant before, int limit)
            throws SQLException {
        return forget(connection, FORGET_SUBJECTS, before, limit);
    }

    private static int forget(Connection connection, String sql, Instant before, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setTimestamp(1, Timestamp.from(before));
            statement.setInt(2, limit);
            return statement.executeUpdate();
        }
    }

    private static Array column(
            Connection connection,
            String type,
            List<UsageEntry> entries,
            Function<UsageEntry, Object> value)
            throws SQLException {
        return connection.createArrayOf(type, entries.stream().map(value).toArray());
    }

    private static Array meters(Connection connection, Meter.Aggregation aggregation)
            throws SQLException {
        Object[] keys =
                Arrays.stream(Meter.values())
                        .filter(meter -> meter.aggregation() == aggregation)
                        .map(Meter::key)
                        .toArray();
        return connection.createArrayOf("text", keys);
    }

    /// ISO 8601 with `Z`: the driver would write a `Timestamp` in an array in the JVM's zone.
    private static Object stamp(Instant instant) {
        return instant.toString();
    }
}
