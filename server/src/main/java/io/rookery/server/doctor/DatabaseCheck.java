package io.rookery.server.doctor;

import io.rookery.routing.port.watch.Finding;
import io.rookery.server.doctor.ArchiverLag.Place;
import io.rookery.server.doctor.ArchiverLag.Progress;
import io.rookery.server.doctor.ArchiverLag.Suspect;
import io.rookery.server.doctor.Findings.Trouble;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.sql.DataSource;

/// Whether PostgreSQL answers, and how far the archivers have come.
public final class DatabaseCheck {
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final int STATEMENT_SECONDS = 5;

    /// After which an archiver that works has moved.
    private static final Duration SECOND_LOOK = Duration.ofSeconds(2);

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

    /// What the archivers have written of their work.
    ///
    /// @param topics ids of the topics that are archived, by their names
    private record Written(Map<String, String> topics, Map<Place, Progress> places) {}

    public List<Finding> look() {
        Findings found = new Findings("");
        CompletableFuture<Map<String, KafkaCheck.Log>> asked =
                CompletableFuture.supplyAsync(
                        log, task -> Thread.ofVirtual().name("doctor-log").start(task));
        long began = System.nanoTime();
        try {
            read();
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
        Map<String, KafkaCheck.Log> topics = asked.join();
        try {
            // After the log's ends are known: what is written then cannot seem to be missing.
            Written written = read();
            replaced(found, written.topics(), topics);
            lag(found, written, topics);
        } catch (SQLException e) {
            found.error(unseen(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return found.all();
    }

    private static Trouble unseen(SQLException e) {
        return new Trouble(
                "not-seen",
                "archiver",
                "How far the archivers are cannot be read: %s.".formatted(firstLine(e)),
                "Whether they work is not known.",
                "Look at PostgreSQL, and at the log of the node that was asked.");
    }

    private void lag(Findings found, Written written, Map<String, KafkaCheck.Log> topics)
            throws SQLException, InterruptedException {
        Map<String, List<Long>> ends = new HashMap<>();
        topics.forEach((name, topic) -> ends.put(name, topic.ends()));
        Map<Place, Suspect> suspects = ArchiverLag.suspects(ends, written.places());
        if (!suspects.isEmpty()) {
            Thread.sleep(SECOND_LOOK);
            ArchiverLag.report(found, ArchiverLag.behind(suspects, read().places()));
        }
    }

    private Written read() throws SQLException {
        Map<String, String> topics = new HashMap<>();
        Map<Place, Progress> places = new HashMap<>();
        try (Connection connection = database.get().getConnection();
                Statement limit = connection.createStatement()) {
            connection.setAutoCommit(false);
            try {
                limit.execute("SET LOCAL statement_timeout = '%ds'".formatted(STATEMENT_SECONDS));
                topics(connection, topics);
                places(connection, places);
            } finally {
                connection.rollback();
            }
        }
        return new Written(topics, places);
    }

    private static void topics(Connection connection, Map<String, String> into)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KNOWN);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                into.put(row.getString(1), row.getString(2));
            }
        }
    }

    private static void places(Connection connection, Map<Place, Progress> into)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OFFSETS);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                into.put(
                        new Place(row.getString(1), row.getInt(2)),
                        new Progress(row.getLong(3), row.getLong(4)));
            }
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
}
