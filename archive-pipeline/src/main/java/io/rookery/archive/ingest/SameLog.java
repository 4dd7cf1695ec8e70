package io.rookery.archive.ingest;

import io.rookery.archive.log.LogSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// Whether Kafka's topics are those whose records PostgreSQL has. A topic that was made anew,
/// because Kafka's data were lost, has another id: the archivers' places mean nothing in it, and
/// going on from them would pass over its first records.
///
/// Blocks for some seconds at most. For one thread.
public final class SameLog implements AutoCloseable {
    private static final int MILLIS = 5_000;
    private static final String ADD =
            "INSERT INTO archived_log (topic, topic_id) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private static final String READ =
            "SELECT topic_id, generation FROM archived_log WHERE topic = ?";
    private static final String REPLACE =
            """
            UPDATE archived_log SET topic_id = ?, generation = generation + 1, since = now()
            WHERE topic = ? AND topic_id <> ? RETURNING generation - 1
            """;
    private static final String FORGET = "DELETE FROM archiver_offset WHERE topic = ?";
    // They keep their place in a log that is no more, apart from those of the new one.
    private static final String REJECTED =
            "UPDATE archive_rejected SET topic = topic || '@' || ? WHERE topic = ?";

    private final LogSettings settings;
    private final DataSource database;
    private @Nullable Admin admin;

    /// @param database connections with the archiver's role
    public SameLog(LogSettings settings, DataSource database) {
        this.settings = settings;
        this.database = database;
    }

    /// What was seen.
    ///
    /// @param others a sentence for each topic that is another than the one that is archived
    /// @param generation how often the accounts' topic was replaced
    public record Seen(List<String> others, int generation) {}

    private record Known(String topicId, int generation) {}

    /// Compares; a topic that PostgreSQL knows nothing of is the right one from now on.
    ///
    /// @throws KafkaException when Kafka does not answer; by an
    ///   [org.apache.kafka.common.errors.UnknownTopicOrPartitionException] while a broker does not
    ///   know yet that another node has made a topic
    public Seen look() throws SQLException {
        List<String> others = new ArrayList<>();
        int generation = 0;
        Map<String, String> present = topicIds();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            connection.setNetworkTimeout(Runnable::run, MILLIS);
            for (Map.Entry<String, String> topic : present.entrySet()) {
                Known known = known(connection, topic.getKey(), topic.getValue());
                if (topic.getKey().equals(settings.accountsTopic())) {
                    generation = known.generation();
                }
                if (!known.topicId().equals(topic.getValue())) {
                    others.add(
                            "topic %s is another (%s) than the one that is archived in PostgreSQL (%s)"
                                    .formatted(topic.getKey(), topic.getValue(), known.topicId()));
                }
            }
        }
        return new Seen(List.copyOf(others), generation);
    }

    /// Takes the topics that are there for the log, to be archived from their beginnings. What the
    /// lost ones had and was not archived is lost. Several nodes may do it at once.
    ///
    /// @return whether any was another
    /// @throws KafkaException when Kafka does not answer
    public boolean replace() throws SQLException {
        boolean any = false;
        Map<String, String> present = topicIds();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                for (Map.Entry<String, String> topic : present.entrySet()) {
                    any |= replace(connection, topic.getKey(), topic.getValue());
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
        return any;
    }

    private static boolean replace(Connection connection, String topic, String topicId)
            throws SQLException {
        int old;
        try (PreparedStatement replace = connection.prepareStatement(REPLACE)) {
            replace.setString(1, topicId);
            replace.setString(2, topic);
            replace.setString(3, topicId);
            try (ResultSet row = replace.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                old = row.getInt(1);
            }
        }
        try (PreparedStatement forget = connection.prepareStatement(FORGET);
                PreparedStatement rejected = connection.prepareStatement(REJECTED)) {
            forget.setString(1, topic);
            forget.executeUpdate();
            rejected.setString(1, Integer.toString(old));
            rejected.setString(2, topic);
            rejected.executeUpdate();
        }
        return true;
    }

    private static Known known(Connection connection, String topic, String topicId)
            throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD);
                PreparedStatement read = connection.prepareStatement(READ)) {
            read.setString(1, topic);
            for (int turn = 0; turn < 2; turn++) {
                try (ResultSet row = read.executeQuery()) {
                    if (row.next()) {
                        return new Known(row.getString(1), row.getInt(2));
                    }
                }
                add.setString(1, topic);
                add.setString(2, topicId);
                add.executeUpdate();
            }
        }
        throw new SQLException("archived_log: no row of " + topic + " (expected: one)");
    }

    private Map<String, String> topicIds() {
        Map<String, String> ids = new TreeMap<>();
        try {
            Map<String, TopicDescription> described =
                    admin().describeTopics(List.of(settings.accountsTopic(), settings.usageTopic()))
                            .allTopicNames()
                            .get(MILLIS, TimeUnit.MILLISECONDS);
            described.forEach((name, each) -> ids.put(name, each.topicId().toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("topics: interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
            throw new KafkaException("topics: no description (" + cause.getMessage() + ")", cause);
        }
        return ids;
    }

    private Admin admin() {
        if (admin == null) {
            Map<String, Object> config = new HashMap<>(settings.client());
            config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
            config.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
            config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, MILLIS);
            config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, MILLIS);
            admin = Admin.create(config);
        }
        return admin;
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }
}
