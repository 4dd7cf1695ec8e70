package io.rookery.archive.ingest;

import io.rookery.archive.log.CountingRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Where PostgreSQL says the archivers are. Kafka is never asked.
final class Offsets {
    private static final String ADD =
            "INSERT INTO archiver_offset (topic, partition, next_offset, epoch, number)"
                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String READ =
            "SELECT next_offset, epoch, number FROM archiver_offset"
                    + " WHERE topic = ? AND partition = ?";

    private final DataSource database;

    Offsets(DataSource database) {
        this.database = database;
    }

    /// The cursors of the given partitions. One that no archiver has read begins at its value here,
    /// its first offset.
    Map<TopicPartition, Cursor> read(Map<TopicPartition, Long> firstOffsets) throws SQLException {
        Map<TopicPartition, Cursor> cursors = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement read = connection.prepareStatement(READ);
                PreparedStatement add = connection.prepareStatement(ADD)) {
            connection.setAutoCommit(true);
            for (var first : firstOffsets.entrySet()) {
                TopicPartition partition = first.getKey();
                Cursor cursor = one(read, partition);
                while (cursor == null) {
                    add(add, partition, first.getValue());
                    cursor = one(read, partition);
                }
                cursors.put(partition, cursor);
            }
        }
        return cursors;
    }

    private static @Nullable Cursor one(PreparedStatement read, TopicPartition partition)
            throws SQLException {
        read.setString(1, partition.topic());
        read.setInt(2, partition.partition());
        try (ResultSet row = read.executeQuery()) {
            if (!row.next()) {
                return null;
            }
            long next = row.getLong(1);
            return new Cursor(next, next, CountingRule.resume(row.getLong(2), row.getLong(3)));
        }
    }

    private static void add(PreparedStatement add, TopicPartition partition, long first)
            throws SQLException {
        CountingRule rule = CountingRule.anywhere();
        add.setString(1, partition.topic());
        add.setInt(2, partition.partition());
        add.setLong(3, first);
        add.setLong(4, rule.epoch());
        add.setLong(5, rule.number());
        add.executeUpdate();
    }
}
