package io.rookery.server.embedded;

import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.roles.DatabaseLogin;
import io.rookery.server.roles.Topics;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Writes to the embedded servers and reads back what is there.
final class Probe {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.ACCOUNTS, 0);

    private Probe() {}

    static void writeRow(DatabaseAccess access, String text) throws SQLException {
        try (Connection connection = connect(access.url(), access.owner());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS probe (text text)");
            statement.execute("INSERT INTO probe VALUES ('" + text + "')");
        }
    }

    static List<String> rows(DatabaseAccess access) throws SQLException {
        return query(access.url(), access.owner(), "SELECT text FROM probe");
    }

    static List<String> query(String url, DatabaseLogin login, String query) throws SQLException {
        try (Connection connection = connect(url, login);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private static Connection connect(String url, DatabaseLogin login) throws SQLException {
        return DriverManager.getConnection(url, login.user(), login.password());
    }

    static void writeRecord(String servers, String value)
            throws ExecutionException, InterruptedException {
        try (var producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers, "acks", "all"),
                        new StringSerializer(),
                        new StringSerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    PARTITION.topic(), PARTITION.partition(), "key", value))
                    .get();
        }
    }

    static List<String> records(String servers) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", servers),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).values().iterator().next();
            consumer.seekToBeginning(List.of(PARTITION));
            List<String> values = new ArrayList<>();
            while (consumer.position(PARTITION) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
