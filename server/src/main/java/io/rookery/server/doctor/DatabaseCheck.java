package io.rookery.server.doctor;

import io.rookery.routing.port.watch.Finding;
import io.rookery.server.doctor.Findings.Trouble;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;

/// Whether PostgreSQL answers, and how far the archivers have come.
public final class DatabaseCheck {
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final int STATEMENT_SECONDS = 5;
    private static final long LAG_SECONDS = 30;
    private static final long LAG_BAD_SECONDS = 300;
    private static final int MAX_PARTITIONS = 8;
    private static final String OFFSETS =
            """
            SELECT topic, partition, next_offset, extract(epoch FROM now() - updated_at)::bigint
            FROM archiver_offset
            """;

    private static final String NOT_ALLOWED = "42501";
    private static final String KNOWN = "SELECT topic, topic_id FROM archived_log";

    private final Supplier<DataSource> database;
    private final Supplier<Map<String, KafkaCheck.Log>> log;

    /// @param database of the application's role
    /// @param log what Kafka says of the log; empty when it does not answer
    public DatabaseCheck(Supplier<DataSource> database, Supplier<Map<String, KafkaCheck.Log>> log) {
        this.database = database;
        this.log = log;
    }

    private record Place(String topic, int partition) {}

    private record Progress(long next, long seconds) {}

    public List<Finding> look() {
        Findings found = new Findings("");
        Map<Place, Progress> read = new HashMap<>();
        Map<String, String> known = new HashMap<>();
        long began = System.nanoTime();
        try (Connection connection = database.get().getConnection();
                Statement limit = connection.createStatement()) {
            limit.execute("SET statement_timeout = '%ds'".formatted(STATEMENT_SECONDS));
            read(connection, read, known);
        } catch (SQLException e) {
            found.error(
                    new Trouble(
                            "database-down",
                            "",
                            "PostgreSQL does not answer: %s.".formatted(e.getMessage()),
                            "Who is online goes on chatting and nothing is lost; archives cannot"
                                    + " be read, and users that are not remembered cannot log in.",
                            "Bring it back within kafka.retention: what is not archived by then is"
                                    + " lost."));
            return found.all();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        if (took.compareTo(SLOW) > 0) {
            found.warning(
                    new Trouble(
                            "database-slow",
                            "",
                            "PostgreSQL took %d ms for a small question."
                                    .formatted(took.toMillis()),
                            "Logins, archive reads and the archivers are slow.",
                            "Look at its load, its disk, and long transactions."));
        }
        write(found);
        Map<String, KafkaCheck.Log> topics = log.get();
        replaced(found, known, topics);
        lag(found, read, topics);
        return found.all();
    }

    private static void read(
            Connection connection, Map<Place, Progress> into, Map<String, String> known)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KNOWN);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                known.put(row.getString(1), row.getString(2));
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(OFFSETS);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                into.put(
                        new Place(row.getString(1), row.getInt(2)),
                        new Progress(row.getLong(3), row.getLong(4)));
            }
        }
        try (Statement reset = connection.createStatement()) {
            reset.execute("RESET statement_timeout");
        }
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    /// A disk that is full, or a server that only reads, answers questions all the same.
    private void write(Findings found) {
        try (Connection connection = database.get().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                statement.execute(
                        "SET LOCAL statement_timeout = '%ds'".formatted(STATEMENT_SECONDS));
                statement.execute("CREATE TEMPORARY TABLE doctor (word text) ON COMMIT DROP");
                statement.execute("INSERT INTO doctor VALUES ('say aah')");
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            if (NOT_ALLOWED.equals(e.getSQLState())) {
                // The role may make no temporary tables here: nothing is known, and nothing wrong.
                return;
            }
            found.error(
                    new Trouble(
                            "database-cannot-write",
                            "",
                            "PostgreSQL cannot write: %s.".formatted(firstLine(e)),
                            "Nothing is archived and no change by the API is taken; who is online"
                                    + " goes on chatting, and nothing is lost.",
                            "Make room on its disk, if that is what it says; archivers go on by"
                                    + " themselves."));
        }
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason");
    }

    private static void replaced(
            Findings found, Map<String, String> known, Map<String, KafkaCheck.Log> topics) {
        topics.forEach((topic, log) -> {
            String archived = known.getOrDefault(topic, log.id());
            if (!archived.equals(log.id())) {
                found.error(
                        new Trouble(
                                "log-replaced",
                                topic,
                                "Topic %s is another (%s) than the one that is archived (%s)."
                                        .formatted(topic, log.id(), archived),
                                "Nothing of it is archived, and nodes that are started refuse it.",
                                "If Kafka's data were lost, stop all nodes and start them once with"
                                        + " kafka.log-replaced=on; if not, look which Kafka this"
                                        + " is. See docs/operations.md, Disaster recovery."));
            }
        });
    }

    private static void lag(
            Findings found, Map<Place, Progress> read, Map<String, KafkaCheck.Log> topics) {
        List<String> behind = new ArrayList<>();
        long worst = 0;
        long records = 0;
        for (Map.Entry<String, KafkaCheck.Log> topic : topics.entrySet()) {
            List<Long> ends = topic.getValue().ends();
            for (int partition = 0; partition < ends.size(); partition++) {
                Progress progress =
                        read.getOrDefault(new Place(topic.getKey(), partition), new Progress(0, 0));
                long missing = ends.get(partition) - progress.next();
                if (missing > 0 && progress.seconds() >= LAG_SECONDS) {
                    behind.add(
                            "%s/%d: %d records, %d s"
                                    .formatted(
                                            topic.getKey(),
                                            partition,
                                            missing,
                                            progress.seconds()));
                    worst = Math.max(worst, progress.seconds());
                    records += missing;
                }
            }
        }
        if (behind.isEmpty()) {
            return;
        }
        Trouble trouble =
                new Trouble(
                        "archiver-behind",
                        String.join(
                                "; ", behind.subList(0, Math.min(behind.size(), MAX_PARTITIONS))),
                        "In %d partitions the archiver has not moved for up to %d s, with %d records to go."
                                .formatted(behind.size(), worst, records),
                        "Archives and messages for users who are offline lack what is newer; users"
                                + " who ask for their newest messages are told to wait.",
                        "See that an archiver runs and what its log says; more archivers share the"
                                + " partitions.");
        if (worst >= LAG_BAD_SECONDS) {
            found.error(trouble);
        } else {
            found.warning(trouble);
        }
    }
}
