package io.rookery.archive.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/// A job that one node does for all, now and then. Who does it holds a lock of its database
/// session, which ends with the process; a job that did not end is due again at once.
public final class UpkeepJob {
    private static final String LOCK = "SELECT pg_try_advisory_lock(hashtextextended(?, 0))";
    private static final String UNLOCK = "SELECT pg_advisory_unlock(hashtextextended(?, 0))";
    private static final String LAST = "SELECT finished_at FROM upkeep WHERE job = ?";
    private static final String DONE =
            "INSERT INTO upkeep (job, finished_at) VALUES (?, ?) ON CONFLICT (job)"
                    + " DO UPDATE SET finished_at = excluded.finished_at";

    private final String name;
    private final Duration every;
    private final DataSource archiver;
    private final InstantSource clock;

    /// @param name names the job in the whole installation
    /// @param every how long it rests after it was done; zero when it never rests
    /// @param archiver connections with the archiver's role; one is held while the job runs
    public UpkeepJob(String name, Duration every, DataSource archiver, InstantSource clock) {
        this.name = name;
        this.every = every;
        this.archiver = archiver;
        this.clock = clock;
    }

    /// What is done.
    @FunctionalInterface
    public interface Work {
        /// May be killed at any moment, and is then done again from the beginning.
        void run() throws SQLException;
    }

    /// Does the job if it is due and no other node is at it; says whether it was done.
    public boolean runIfDue(Work work) throws SQLException {
        try (Connection connection = archiver.getConnection()) {
            connection.setAutoCommit(true);
            if (!isDue(connection) || !locked(connection, LOCK)) {
                return false;
            }
            try {
                // Another node may have done it since.
                if (!isDue(connection)) {
                    return false;
                }
                work.run();
                if (!every.isZero()) {
                    done(connection);
                }
                return true;
            } finally {
                locked(connection, UNLOCK);
            }
        }
    }

    private boolean isDue(Connection connection) throws SQLException {
        if (every.isZero()) {
            return true;
        }
        Instant now = clock.instant();
        return last(connection).map(last -> !last.plus(every).isAfter(now)).orElse(true);
    }

    private Optional<Instant> last(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getTimestamp(1).toInstant()) : Optional.empty();
            }
        }
    }

    private boolean locked(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "rookery.upkeep/" + name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private void done(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DONE)) {
            statement.setString(1, name);
            statement.setTimestamp(2, Timestamp.from(clock.instant()));
            statement.executeUpdate();
        }
    }
}
