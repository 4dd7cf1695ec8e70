package io.rookery.billing;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the roll-ups for one tenant. Row-level security applies beneath: the connection must have
/// `rookery.tenant_id` set to the tenant that the query names, or nothing is found.
public final class UsageReader {
    private static final String READ =
            """
            WITH usage AS (
                SELECT date_trunc(?, hour, 'UTC') AS period, meter, domain,
                       CASE WHEN meter = ? THEN max(quantity) ELSE sum(quantity) END AS quantity
                FROM usage_hour
                WHERE tenant_id = ? AND hour >= ? AND hour < ?
                GROUP BY period, meter, domain
                UNION ALL
                SELECT month, meter, domain, quantity
                FROM usage_month
                WHERE ? AND tenant_id = ? AND month >= ? AND month < ?
            )
            SELECT period, meter, domain, quantity
            FROM usage
            WHERE meter = ANY (?) AND (?::text IS NULL OR domain = ?)
              AND (?::timestamptz IS NULL OR (period, meter, domain) > (?::timestamptz, ?, ?))
            ORDER BY period, meter, domain
            LIMIT ?
            """;

    /// Rows in order of period, meter and domain, at most `query.limit()`.
    public List<UsageRow> read(Connection connection, UsageQuery query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            bind(statement, query);
            List<UsageRow> found = new ArrayList<>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(
                            new UsageRow(
                                    rows.getTimestamp("period").toInstant(),
                                    Meter.ofKey(rows.getString("meter")).orElseThrow(),
                                    rows.getString("domain"),
                                    rows.getLong("quantity")));
                }
            }
            return found;
        }
    }

    private static void bind(PreparedStatement statement, UsageQuery query) throws SQLException {
        Timestamp from = Timestamp.from(query.from());
        Timestamp to = Timestamp.from(query.to());
        UsageQuery.@Nullable Position after = query.after();
        @Nullable Timestamp period = after == null ? null : Timestamp.from(after.period());
        statement.setString(1, query.granularity().name().toLowerCase(Locale.ROOT));
        statement.setString(2, Meter.PEAK_SESSIONS.key());
        statement.setObject(3, query.tenant());
        statement.setTimestamp(4, from);
        statement.setTimestamp(5, to);
        statement.setBoolean(6, query.granularity() == UsageQuery.Granularity.MONTH);
        statement.setObject(7, query.tenant());
        statement.setTimestamp(8, from);
        statement.setTimestamp(9, to);
        statement.setArray(10, meters(statement.getConnection(), query.meter()));
        statement.setString(11, query.domain());
        statement.setString(12, query.domain());
        statement.setTimestamp(13, period);
        statement.setTimestamp(14, period);
        statement.setString(15, after == null ? null : after.meter().key());
        statement.setString(16, after == null ? null : after.domain());
        statement.setInt(17, query.limit());
    }

    /// A meter of a newer version, unknown to this one, is left out.
    private static Array meters(Connection connection, @Nullable Meter only) throws SQLException {
        Object[] keys =
                Arrays.stream(Meter.values())
                        .filter(meter -> only == null || meter == only)
                        .map(Meter::key)
                        .toArray();
        return connection.createArrayOf("text", keys);
    }
}
