package io.rookery.archive.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Database;
import io.rookery.archive.backend.Eventually;
import io.rookery.archive.backend.Records;
import io.rookery.archive.backend.Shard;
import io.rookery.archive.log.DeadLetters;
import io.rookery.archive.log.KafkaMessageLog;
import io.rookery.archive.log.LogSettings;
import io.rookery.archive.usage.UsageSink;
import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.wire.LogRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Kafka lost what the archiver counts on: its end, its beginning, or all of it.
class LostLogTest {
    private static final String COUNT = "SELECT count(*) FROM archive_message";
    private static final int ARCHIVED = RecordFlags.ARCHIVE;

    private LogSettings settings;
    private KafkaMessageLog log;
    private Database database;

    @BeforeEach
    void connect() throws Exception {
        settings = Backends.log(1);
        log = KafkaMessageLog.connect(settings, Limits.Log.DEFAULT, ArchiveMeter.NONE);
        database = Backends.database();
    }

    @AfterEach
    void close() {
        log.close();
        database.close();
    }

    @Test
    void log_that_lost_its_end_is_read_again_and_what_is_new_in_it_is_archived() throws Exception {
        Shard shard = Shard.open(log, 0, "one");
        long last = shard.write(message(shard, 1, ARCHIVED));
        place(1_000, 0, 5);

        try (Archiver archiver = archiver(UsageSink.NONE)) {
            archiver.start();
            Eventually.holds("archived", () -> position() == last + 1);
            assertThat(archiver.healthy()).isTrue();
        }

        assertThat(database.number(COUNT)).isEqualTo(1);
    }

    @Test
    void log_that_lost_its_end_and_grew_beyond_it_is_read_again() throws Exception {
        Shard first = Shard.open(log, 0, "one");
        first.write(message(first, 1, ARCHIVED), message(first, 2, ARCHIVED));
        Shard second = Shard.open(log, 0, "two");
        second.write(message(second, 3, ARCHIVED), message(second, 4, ARCHIVED));
        long last = second.write(message(second, 5, ARCHIVED));
        // What lay at 1 to 4 before it was lost was all of the first opening.
        place(5, first.epoch(), 4);

        try (Archiver archiver = archiver(UsageSink.NONE)) {
            archiver.start();
            Eventually.holds("archived", () -> database.number(COUNT) == 5);
            archived(last);
        }

        assertThat(database.rows("SELECT id FROM archive_message ORDER BY id"))
                .containsExactly(text(1), text(2), text(3), text(4), text(5));
    }

    @Test
    void records_that_kafka_kept_too_short_are_among_the_dead_letters() throws Exception {
        Shard shard = Shard.open(log, 0, "one");
        shard.write(message(shard, 1, ARCHIVED));
        try (Archiver archiver = archiver(UsageSink.NONE)) {
            archiver.start();
            archived(1);
        }
        shard.write(message(shard, 2, ARCHIVED), message(shard, 3, ARCHIVED));
        long last = shard.write(message(shard, 4, ARCHIVED));
        try (Admin admin = admin()) {
            admin.deleteRecords(
                            Map.of(
                                    new TopicPartition(settings.accountsTopic(), 0),
                                    RecordsToDelete.beforeOffset(last)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }

        try (Archiver archiver = archiver(UsageSink.NONE)) {
            archiver.start();
            archived(last);
        }

        assertThat(database.rows("SELECT id FROM archive_message ORDER BY id"))
                .containsExactly(text(1), text(4));
        assertThat(database.rows("SELECT record_offset, reason FROM archive_rejected"))
                .containsExactly("2|records 2 to 3 were gone from Kafka before they were archived");
        assertThat(new DeadLetters(Backends.broker(), settings.deadLettersTopic()).newest(10))
                .extracting(DeadLetters.Letter::offset)
                .containsExactly(2L);
    }

    @Test
    void topic_that_was_made_anew_is_not_archived_until_it_was_said_to_be_the_log()
            throws Exception {
        Shard lost = Shard.open(log, 0, "one");
        long end = lost.write(message(lost, 1, ARCHIVED), message(lost, 2, RecordFlags.COUNTED));
        List<String> events = new CopyOnWriteArrayList<>();
        UsageSink sink = (_, batch) -> batch.forEach(each -> events.add(each.eventId()));
        try (Archiver archiver = archiver(sink)) {
            archiver.start();
            archived(end);
        }
        log.close();
        makeAnew();
        log = KafkaMessageLog.connect(settings, Limits.Log.DEFAULT, ArchiveMeter.NONE);
        Shard shard = Shard.open(log, 0, "one");
        shard.write(message(shard, 3, ARCHIVED), message(shard, 4, RecordFlags.COUNTED));
        long last = shard.write(message(shard, 5, ARCHIVED), message(shard, 6, ARCHIVED));

        try (Archiver archiver = archiver(sink);
                SameLog same = new SameLog(settings, database.archiver())) {
            archiver.start();
            Eventually.holds("notices", () -> !archiver.healthy());
            assertThat(same.look().others())
                    .singleElement()
                    .asString()
                    .startsWith("topic " + settings.accountsTopic() + " is another");
            assertThat(position()).isEqualTo(end + 1);
            assertThat(database.number(COUNT)).isEqualTo(1);

            assertThat(same.replace()).isTrue();
            assertThat(same.replace()).isFalse();
            Eventually.holds("archived", () -> position() == last + 1);
            assertThat(archiver.healthy()).isTrue();
        }

        assertThat(database.rows("SELECT id FROM archive_message ORDER BY id"))
                .containsExactly(text(1), text(3), text(5), text(6));
        // The same place in two logs: neither event is taken for the other.
        assertThat(events).doesNotHaveDuplicates().anyMatch(each -> each.contains("@1/0/2/"));
    }

    private void makeAnew() throws Exception {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(settings.accountsTopic())).all().get(30, TimeUnit.SECONDS);
            Eventually.holds(
                    "made anew",
                    () -> {
                        try {
                            admin.createTopics(
                                            List.of(
                                                    new NewTopic(
                                                            settings.accountsTopic(),
                                                            settings.shards(),
                                                            (short) 1)))
                                    .all()
                                    .get(30, TimeUnit.SECONDS);
                            return true;
                        } catch (ExecutionException e) {
                            return false;
                        }
                    });
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", Backends.broker()));
    }

    private void place(long next, long epoch, long number) throws SQLException {
        database.rows(
                "INSERT INTO archiver_offset VALUES ('%s', 0, %d, %d, %d) RETURNING 1"
                        .formatted(settings.accountsTopic(), next, epoch, number));
    }

    private Archiver archiver(UsageSink sink) {
        Limits.Ingest usual = Limits.Ingest.DEFAULT;
        Limits.Ingest quick =
                new Limits.Ingest(
                        100,
                        usual.batchBytes(),
                        Duration.ofMillis(100),
                        usual.gather(),
                        usual.smallBatch(),
                        Duration.ofMillis(50),
                        Duration.ofMillis(200),
                        usual.statementTimeout(),
                        usual.monthsAhead(),
                        usual.partitionsEvery(),
                        usual.activeSubjects(),
                        usual.keyBytes(),
                        usual.silence());
        return new Archiver(
                settings,
                settings.accountsTopic() + "-group",
                database.archiver(),
                sink,
                quick,
                ArchiveMeter.NONE);
    }

    private void archived(long offset) throws Exception {
        Eventually.holds("archived " + offset, () -> position() > offset);
    }

    private long position() throws SQLException {
        return database.number(
                "SELECT coalesce(max(next_offset), -1) FROM archiver_offset WHERE topic = '"
                        + settings.accountsTopic()
                        + "'");
    }

    private static String text(int n) {
        return Records.id(n).toString();
    }

    private static LogRecord message(Shard shard, int n, int flags) {
        return Records.stored(shard.epoch(), Records.id(n), "romeo@acme.test/orchard", flags);
    }
}
