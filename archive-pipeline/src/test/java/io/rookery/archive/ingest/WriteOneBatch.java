package io.rookery.archive.ingest;

import io.rookery.archive.log.CountingRule;
import io.rookery.archive.usage.UsageSink;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.postgresql.ds.PGSimpleDataSource;

/// A process that writes one message as the archiver does, to be ended in the middle.
final class WriteOneBatch {
    private WriteOneBatch() {}

    public static void main(String[] arguments) throws Exception {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        database.setUser("rookery_archiver");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT archive_ensure_partitions(1)");
        }
        TopicPartition partition = new TopicPartition("accounts", 0);
        new Offsets(database).read(Map.of(partition, 0L));
        Batch batch = new Batch();
        batch.messages.add(
                new Rows.Message(
                        new Rows.Key(UUID.randomUUID(), "juliet@acme.test", UUID.randomUUID()),
                        Clock.systemUTC().millis(),
                        false,
                        1,
                        "romeo@acme.test",
                        null,
                        7,
                        new byte[] {1},
                        null));
        batch.moved(partition, new Cursor(0, 1, CountingRule.anywhere()), 1);
        new BatchWriter(database, UsageSink.NONE, Duration.ofSeconds(10)).write(batch);
    }
}
