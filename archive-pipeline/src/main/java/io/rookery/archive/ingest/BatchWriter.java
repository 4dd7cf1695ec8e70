package io.rookery.archive.ingest;

import io.rookery.archive.usage.UsageEvent;
import io.rookery.archive.usage.UsageSink;
import io.rookery.routing.wire.Preference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Writes a batch and moves its offsets, in one transaction under the archiver's role.
final class BatchWriter {
    private static final Duration NETWORK_SLACK = Duration.ofSeconds(2);

    // First of all: whoever has moved on already ends this transaction before it costs anything.
    private static final String MOVE =
            """
            UPDATE archiver_offset o
            SET next_offset = n.next, epoch = n.epoch, number = n.number, updated_at = now()
            FROM unnest(?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                AS n (topic, partition, expected, next, epoch, number)
            WHERE o.topic = n.topic AND o.partition = n.partition AND o.next_offset = n.expected
            RETURNING o.topic, o.partition
            """;
    private static final String MESSAGES =
            """
            INSERT INTO archive_message (tenant_id, owner, id, stamp, displaced, direction,
                peer_bare, peer_resource, peer_hash, stanza, origin_id)
            SELECT tenant_id, owner, id, timestamptz 'epoch' + stamp * interval '1 millisecond',
                displaced, direction, peer_bare, peer_resource, peer_hash, stanza, origin_id
            FROM unnest(?::uuid[], ?::text[], ?::uuid[], ?::bigint[], ?::boolean[], ?::smallint[],
                ?::text[], ?::text[], ?::bigint[], ?::bytea[], ?::text[])
                AS m (tenant_id, owner, id, stamp, displaced, direction, peer_bare, peer_resource,
                    peer_hash, stanza, origin_id)
            ON CONFLICT DO NOTHING
            """;
    private static final String TAKEN =
            """
            DELETE FROM pending_message p
            USING unnest(?::uuid[], ?::text[], ?::uuid[]) AS t (tenant_id, owner, id)
            WHERE p.tenant_id = t.tenant_id AND p.owner = t.owner AND p.id = t.id
            """;
    private static final String PENDING =
            """
            INSERT INTO pending_message (tenant_id, owner, id, stamp, stanza, expires)
            SELECT tenant_id, owner, id, timestamptz 'epoch' + stamp * interval '1 millisecond',
                stanza, timestamptz 'epoch' + expires * interval '1 millisecond'
            FROM unnest(?::uuid[], ?::text[], ?::uuid[], ?::bigint[], ?::bytea[], ?::bigint[])
                AS p (tenant_id, owner, id, stamp, stanza, expires)
            ON CONFLICT DO NOTHING
            """;
    private static final String PREFERENCE =
            """
            INSERT INTO archive_preference (tenant_id, owner, default_policy, always, never)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, owner) DO UPDATE SET default_policy = excluded.default_policy,
                always = excluded.always, never = excluded.never
            """;
    private static final String REJECTED =
            """
            INSERT INTO archive_rejected (topic, partition, record_offset, reason, value)
            SELECT * FROM unnest(?::text[], ?::int[], ?::bigint[], ?::text[], ?::bytea[])
            ON CONFLICT DO NOTHING
            """;

    private final DataSource database;
    private final UsageSink usage;
    private final Duration statementTimeout;

    BatchWriter(DataSource database, UsageSink usage, Duration statementTimeout) {
        this.database = database;
        this.usage = usage;
        this.statementTimeout = statementTimeout;
    }

    /// Writes and commits all of `batch`, or nothing: then it gives the partitions with which
    /// another archiver has moved on.
    Set<TopicPartition> write(Batch batch) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setNetworkTimeout(
                    Runnable::run,
                    Math.toIntExact(statementTimeout.plus(NETWORK_SLACK).toMillis()));
            try {
                Set<TopicPartition> superseded = move(connection, batch);
                if (!superseded.isEmpty()) {
                    connection.rollback();
                    return superseded;
                }
                rows(connection, batch);
                connection.commit();
                return superseded;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            }
        }
    }

    private void rows(Connection connection, Batch batch) throws SQLException {
        messages(connection, batch.messages);
        taken(connection, batch.taken);
        pending(connection, batch.pending);
        preferences(connection, batch.preferences);
        rejected(connection, batch.rejected);
        List<UsageEvent> counted = batch.usage();
        if (!counted.isEmpty()) {
            usage.write(connection, counted);
        }
    }

    private Set<TopicPartition> move(Connection connection, Batch batch) throws SQLException {
        Collection<Rows.Move> moves = batch.moves();
        Set<TopicPartition> left = new HashSet<>();
        moves.forEach(move -> left.add(move.partition()));
        try (PreparedStatement statement = prepare(connection, MOVE)) {
            set(statement, 1, "text", moves, move -> move.partition().topic());
            set(statement, 2, "int", moves, move -> move.partition().partition());
            set(statement, 3, "bigint", moves, Rows.Move::expected);
            set(statement, 4, "bigint", moves, Rows.Move::next);
            set(statement, 5, "bigint", moves, Rows.Move::epoch);
            set(statement, 6, "bigint", moves, Rows.Move::number);
            try (ResultSet moved = statement.executeQuery()) {
                while (moved.next()) {
                    left.remove(new TopicPartition(moved.getString(1), moved.getInt(2)));
                }
            }
        }
        return left;
    }

    private void messages(Connection connection, Collection<Rows.Message> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = prepare(connection, MESSAGES)) {
            set(statement, 1, "uuid", rows, row -> row.key().tenant());
            set(statement, 2, "text", rows, row -> row.key().owner());
            set(statement, 3, "uuid", rows, row -> row.key().id());
            set(statement, 4, "bigint", rows, Rows.Message::stampMillis);
            set(statement, 5, "boolean", rows, Rows.Message::displaced);
            set(statement, 6, "smallint", rows, Rows.Message::direction);
            set(statement, 7, "text", rows, Rows.Message::peerBare);
            set(statement, 8, "text", rows, Rows.Message::peerResource);
            set(statement, 9, "bigint", rows, Rows.Message::peerHash);
            setBytes(statement, 10, rows, Rows.Message::stanza);
            set(statement, 11, "text", rows, Rows.Message::originId);
            statement.executeUpdate();
        }
    }

    private void taken(Connection connection, Collection<Rows.Key> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = prepare(connection, TAKEN)) {
            keys(statement, rows);
            statement.executeUpdate();
        }
    }

    private void pending(Connection connection, Map<Rows.Key, Rows.Pending> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = prepare(connection, PENDING)) {
            keys(statement, rows.keySet());
            set(statement, 4, "bigint", rows.values(), Rows.Pending::stampMillis);
            setBytes(statement, 5, rows.values(), Rows.Pending::stanza);
            set(statement, 6, "bigint", rows.values(), Rows.Pending::expiresMillis);
            statement.executeUpdate();
        }
    }

    private void preferences(Connection connection, Map<Rows.Owner, Preference> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = prepare(connection, PREFERENCE)) {
            for (var row : rows.entrySet()) {
                statement.setObject(1, row.getKey().tenant());
                statement.setString(2, row.getKey().owner());
                statement.setString(3, row.getValue().getDefaultPolicy());
                set(statement, 4, "text", row.getValue().getAlwaysList(), jid -> jid);
                set(statement, 5, "text", row.getValue().getNeverList(), jid -> jid);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void rejected(Connection connection, Collection<Rows.Rejected> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = prepare(connection, REJECTED)) {
            set(statement, 1, "text", rows, row -> row.partition().topic());
            set(statement, 2, "int", rows, row -> row.partition().partition());
            set(statement, 3, "bigint", rows, Rows.Rejected::offset);
            set(statement, 4, "text", rows, Rows.Rejected::reason);
            setBytes(statement, 5, rows, Rows.Rejected::value);
            statement.executeUpdate();
        }
    }

    private static void keys(PreparedStatement statement, Collection<Rows.Key> rows)
            throws SQLException {
        set(statement, 1, "uuid", rows, Rows.Key::tenant);
        set(statement, 2, "text", rows, Rows.Key::owner);
        set(statement, 3, "uuid", rows, Rows.Key::id);
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(Math.toIntExact(statementTimeout.toSeconds()));
        return statement;
    }

    private static <T> void set(
            PreparedStatement statement,
            int index,
            String type,
            Collection<T> rows,
            Function<T, @Nullable Object> value)
            throws SQLException {
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        int i = 0;
        for (T row : rows) {
            values[i++] = value.apply(row);
        }
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }

    private static <T> void setBytes(
            PreparedStatement statement,
            int index,
            Collection<T> rows,
            Function<T, byte @Nullable []> value)
            throws SQLException {
        byte[] @Nullable [] values = new byte @Nullable [rows.size()][];
        int i = 0;
        for (T row : rows) {
            values[i++] = value.apply(row);
        }
        statement.setArray(index, statement.getConnection().createArrayOf("bytea", values));
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
