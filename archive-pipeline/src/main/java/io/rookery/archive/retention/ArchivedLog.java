package io.rookery.archive.retention;

import io.rookery.archive.log.LogEnds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;

/// How far the log is by Kafka, and how far the archiver by PostgreSQL.
public final class ArchivedLog implements Erasures.LogProgress {
    private static final String OFFSETS =
            "SELECT partition, next_offset FROM archiver_offset WHERE topic = ? ORDER BY partition";

    private final LogEnds ends;
    private final DataSource archiver;
    private final String topic;

    /// @param archiver connections with the archiver's role
    public ArchivedLog(LogEnds ends, DataSource archiver, String topic) {
        this.ends = ends;
        this.archiver = archiver;
        this.topic = topic;
    }

    @Override
    public List<Long> ends() {
        return ends.read();
    }

    @Override
    public List<Long> archived() throws SQLException {
        try (Connection connection = archiver.getConnection();
                PreparedStatement statement = connection.prepareStatement(OFFSETS)) {
            statement.setString(1, topic);
            List<Long> offsets = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    int partition = rows.getInt(1);
                    offsets.addAll(
                            Collections.nCopies(Math.max(0, partition + 1 - offsets.size()), 0L));
                    offsets.set(partition, rows.getLong(2));
                }
            }
            return offsets;
        }
    }
}
