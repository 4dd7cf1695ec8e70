package io.rookery.archive.query;

import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.UnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/// Waits until the archivers have come as far as a reader needs (docs/protocol.md §7).
final class Progress implements AutoCloseable {
    private static final String NEXT_OFFSET =
            "SELECT next_offset FROM archiver_offset WHERE topic = ? AND partition = ?";

    private final DataSource database;
    private final String topic;
    private final Limits.Query limits;
    // The greatest seen of each shard: offsets only grow, so most reads need not ask.
    private final Map<Integer, Long> seen = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ArchiveMeter meter;

    Progress(DataSource database, String topic, Limits.Query limits, ArchiveMeter meter) {
        this.meter = meter;
        this.database = database;
        this.topic = topic;
        this.limits = limits;
    }

    /// Returns when the archivers have passed `position`.
    ///
    /// @throws UnavailableException when that takes longer than `readWait`
    void await(LogPosition position) throws SQLException, InterruptedException {
        if (reached(seen.getOrDefault(position.partition(), 0L), position)) {
            return;
        }
        long begun = System.nanoTime();
        boolean arrived = false;
        try {
            arrive(position, begun + limits.readWait().toNanos());
            arrived = true;
        } finally {
            meter.waited(arrived, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private void arrive(LogPosition position, long deadline)
            throws SQLException, InterruptedException {
        long pause = limits.pollMin().toNanos();
        while (true) {
            long next = nextOffset(position.partition());
            seen.merge(position.partition(), next, Math::max);
            if (reached(next, position)) {
                return;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || closing.await(Math.min(left, pause), TimeUnit.NANOSECONDS)) {
                throw new UnavailableException(
                        "archiver: at "
                                + next
                                + " of shard "
                                + position.partition()
                                + " (expected: "
                                + position.nextOffset()
                                + " within "
                                + limits.readWait()
                                + ")");
            }
            pause = Math.min(pause * 2, limits.pollMax().toNanos());
        }
    }

    private static boolean reached(long next, LogPosition position) {
        return next >= position.nextOffset();
    }

    private long nextOffset(int partition) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(NEXT_OFFSET)) {
            connection.setAutoCommit(true);
            // A server that froze answers no statement timeout either.
            connection.setNetworkTimeout(
                    Runnable::run, Math.toIntExact(limits.readWait().toMillis()));
            statement.setQueryTimeout(
                    Math.max(1, Math.toIntExact(limits.statementTimeout().toSeconds())));
            statement.setString(1, topic);
            statement.setInt(2, partition);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
