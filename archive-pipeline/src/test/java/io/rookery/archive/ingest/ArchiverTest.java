package io.rookery.archive.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Database;
import io.rookery.archive.backend.Eventually;
import io.rookery.archive.backend.Records;
import io.rookery.archive.backend.Shard;
import io.rookery.archive.log.DeadLetters;
import io.rookery.archive.log.KafkaMessageLog;
import io.rookery.archive.log.KafkaUsageLog;
import io.rookery.archive.log.LogSettings;
import io.rookery.archive.usage.UsageEvent;
import io.rookery.archive.usage.UsageSink;
import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Preference;
import io.rookery.routing.wire.UsageSample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArchiverTest {
    private static final String COUNT = "SELECT count(*) FROM archive_message";
    private static final int ARCHIVED = RecordFlags.ARCHIVE;

    private LogSettings settings;
    private KafkaMessageLog log;
    private Database database;

    @BeforeEach
    void connect() throws Exception {
        settings = Backends.log(2);
        log = KafkaMessageLog.connect(settings, Limits.Log.DEFAULT, ArchiveMeter.NONE);
        database = Backends.database();
    }

    @AfterEach
    void close() {
        log.close();
        database.close();
    }

    @Test
    void what_a_core_wrote_is_in_the_tables() throws Exception {
        Shard shard = Shard.open(log, 1, "one");
        long last =
                shard.write(
                        Records.opened(shard.epoch()),
                        message(shard, 1, ARCHIVED),
                        message(shard, 2, RecordFlags.PENDING),
                        message(shard, 3, ARCHIVED | RecordFlags.PENDING),
                        message(shard, 4, ARCHIVED),
                        Records.pending(shard.epoch(), Records.id(4)),
                        Records.taken(shard.epoch(), Records.id(3)),
                        preference(shard));

        try (Archiver archiver = archiver("one", UsageSink.NONE)) {
            archiver.start();
            archived(1, last);
        }

        assertThat(database.rows("SELECT id FROM archive_message ORDER BY id"))
                .containsExactly(text(1), text(3), text(4));
        assertThat(database.rows("SELECT id, stanza IS NULL FROM pending_message ORDER BY id"))
                .containsExactly(text(2) + "|f", text(4) + "|t");
        assertThat(
                        database.rows(
                                "SELECT owner, default_policy, always, never"
                                        + " FROM archive_preference"))
                .containsExactly("juliet@acme.test|roster|{romeo@acme.test}|{}");
        assertThat(
                        database.rows(
                                "SELECT tenant_id, owner, stamp AT TIME ZONE 'UTC', direction,"
                                        + " peer_bare, peer_resource FROM archive_message"
                                        + " ORDER BY id LIMIT 1"))
                .containsExactly(
                        Records.ACME.value()
                                + "|juliet@acme.test|2026-11-22 12:00:00.001|2"
                                + "|romeo@acme.test|orchard");
    }

    @Test
    void taken_message_is_no_more_pending_in_a_later_batch() throws Exception {
        Shard shard = Shard.open(log, 0, "one");
        try (Archiver archiver = archiver("one", UsageSink.NONE)) {
            archiver.start();
            archived(0, shard.write(message(shard, 1, RecordFlags.PENDING)));
            assertThat(database.number("SELECT count(*) FROM pending_message")).isEqualTo(1);

            archived(0, shard.write(Records.taken(shard.epoch(), Records.id(1))));
        }

        assertThat(database.number("SELECT count(*) FROM pending_message")).isZero();
    }

    @Test
    void record_of_a_replaced_owner_is_not_archived() throws Exception {
        Shard first = Shard.open(log, 0, "one");
        first.write(message(first, 1, ARCHIVED));
        try (Archiver archiver = archiver("one", UsageSink.NONE)) {
            archiver.start();
            archived(0, 1);
        }
        Shard second = Shard.open(log, 0, "two");
        raw(0, Records.stored(first.epoch(), Records.id(2), "a@acme.test", ARCHIVED));
        long last = second.write(message(second, 3, ARCHIVED));

        // Another process: all it knows of the epoch is what is in PostgreSQL.
        try (Archiver archiver = archiver("one", UsageSink.NONE)) {
            archiver.start();
            archived(0, last);
        }

        assertThat(database.rows("SELECT id FROM archive_message ORDER BY id"))
                .containsExactly(text(1), text(3));
    }

    @Test
    void every_record_is_written_once_however_often_the_archiver_stops() throws Exception {
        Shard shard = Shard.open(log, 0, "one");
        CountingSink sink = new CountingSink(database);
        int rounds = 4;
        int each = 30;
        long last = -1;
        for (int round = 0; round < rounds; round++) {
            try (Archiver archiver = archiver("one", sink)) {
                archiver.start();
                for (int i = 0; i < each; i++) {
                    last =
                            shard.write(
                                    message(
                                            shard,
                                            round * each + i,
                                            ARCHIVED | RecordFlags.COUNTED));
                }
            }
            assertThat(last).isPositive();
        }
        try (Archiver archiver = archiver("one", sink)) {
            archiver.start();
            archived(0, last);
        }

        assertThat(database.number(COUNT)).isEqualTo((long) rounds * each);
        // The sink takes every event it is given: only the offset keeps it from counting twice, and
        // two events never have one name.
        assertThat(
                        database.number(
                                "SELECT sum(quantity)::bigint FROM counted WHERE meter ="
                                        + " 'messages_received'"))
                .isEqualTo((long) rounds * each);
    }

    @Test
    void two_archivers_that_both_believe_in_a_partition_write_it_once() throws Exception {
        Shard shard = Shard.open(log, 0, "one");
        CountingSink sink = new CountingSink(database);
        AtomicInteger superseded = new AtomicInteger();
        ArchiveMeter meter =
                new ArchiveMeter() {
                    @Override
                    public void superseded(String topic, int partition) {
                        superseded.incrementAndGet();
                    }
                };
        int messages = 600;
        // Two groups: each has all partitions.
        try (Archiver one = archiver("one", sink, meter);
                Archiver two = archiver("two", sink, meter)) {
            one.start();
            two.start();
            long last = -1;
            for (int i = 0; i < messages; i += 20) {
                LogRecord[] some = new LogRecord[20];
                for (int j = 0; j < some.length; j++) {
                    some[j] = message(shard, i + j, ARCHIVED | RecordFlags.COUNTED);
                }
                last = shard.write(some);
            }
            archived(0, last);
        }

        assertThat(database.number(COUNT)).isEqualTo(messages);
        assertThat(
                        database.number(
                                "SELECT sum(quantity)::bigint FROM counted WHERE meter ="
                                        + " 'messages_received'"))
                .isEqualTo(messages);
        assertThat(superseded.get()).isPositive();
    }

    @Test
    void archiver_waits_for_postgresql_and_loses_nothing() throws Exception {
        Shard shard = Shard.open(log, 0, "one");
        AtomicInteger pauses = new AtomicInteger();
        ArchiveMeter meter =
                new ArchiveMeter() {
                    @Override
                    public void paused(boolean paused) {
                        pauses.addAndGet(paused ? 1 : 0);
                    }
                };
        try (Archiver archiver = archiver("one", UsageSink.NONE, meter)) {
            archiver.start();
            archived(0, shard.write(message(shard, 1, ARCHIVED)));

            database.line().cut();
            long last = shard.write(message(shard, 2, ARCHIVED), message(shard, 3, ARCHIVED));
            Eventually.holds("notices", () -> !archiver.healthy());
            long later = shard.write(message(shard, 4, ARCHIVED));
            assertThat(database.number(COUNT)).isEqualTo(1);
            assertThat(later).isGreaterThan(last);

            database.line().mend();
            archived(0, later);
            Eventually.holds("recovers", archiver::healthy);
        }
        assertThat(database.number(COUNT)).isEqualTo(4);
        // Said once, however long it took.
        assertThat(pauses.get()).isEqualTo(1);
    }

    @Test
    void archiver_may_start_before_postgresql() throws Exception {
        Shard shard = Shard.open(log, 0, "one");
        long last = shard.write(message(shard, 1, ARCHIVED));
        database.line().cut();

        try (Archiver archiver = archiver("one", UsageSink.NONE)) {
            archiver.start();
            Eventually.holds("notices", () -> !archiver.healthy());
            database.line().mend();
            archived(0, last);
        }

        assertThat(database.number(COUNT)).isEqualTo(1);
    }

    @Test
    void record_that_cannot_be_read_is_put_aside() throws Exception {
        Shard shard = Shard.open(log, 0, "one");
        shard.write(message(shard, 1, ARCHIVED));
        rawBytes(0, new byte[] {(byte) 0xff, 0, 1});
        long last = shard.write(message(shard, 2, ARCHIVED));

        try (Archiver archiver = archiver("one", UsageSink.NONE)) {
            archiver.start();
            archived(0, last);
        }

        assertThat(database.number(COUNT)).isEqualTo(2);
        assertThat(database.rows("SELECT record_offset, reason, value FROM archive_rejected"))
                .containsExactly("2|value: not a log record|\\xff0001");
        assertThat(letters())
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.topic()).isEqualTo(settings.accountsTopic());
                    assertThat(letter.partition()).isZero();
                    assertThat(letter.offset()).isEqualTo(2);
                    assertThat(letter.reason()).isEqualTo("value: not a log record");
                    assertThat(letter.value()).containsExactly(0xff, 0, 1);
                });
    }

    @Test
    void record_of_a_later_version_is_put_aside_and_what_follows_it_is_archived() throws Exception {
        Shard shard = Shard.open(log, 0, "one");
        UnknownFieldSet later =
                UnknownFieldSet.newBuilder()
                        .addField(
                                4_000,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFromUtf8("news"))
                                        .build())
                        .build();
        long last =
                shard.write(
                        message(shard, 1, ARCHIVED),
                        Records.of(shard.epoch(), Records.JULIET).setUnknownFields(later).build(),
                        message(shard, 2, ARCHIVED));

        try (Archiver archiver = archiver("one", UsageSink.NONE)) {
            archiver.start();
            archived(0, last);
        }

        assertThat(database.number(COUNT)).isEqualTo(2);
        assertThat(letters())
                .extracting(DeadLetters.Letter::offset, DeadLetters.Letter::reason)
                .containsExactly(tuple(2L, "body: of a later version, fields [4000]"));
    }

    @Test
    void no_offset_passes_a_record_that_could_not_be_put_aside() throws Exception {
        LogSettings lost =
                new LogSettings(
                        settings.bootstrap(),
                        settings.accountsTopic(),
                        settings.usageTopic(),
                        settings.deadLettersTopic() + " of a name that brokers refuse",
                        settings.shards(),
                        Map.of());
        Shard shard = Shard.open(log, 0, "one");
        rawBytes(0, new byte[] {(byte) 0xff, 0, 1});
        long last = shard.write(message(shard, 1, ARCHIVED));

        try (Archiver archiver =
                new Archiver(
                        lost,
                        "one-" + lost.accountsTopic(),
                        database.archiver(),
                        UsageSink.NONE,
                        Limits.Ingest.DEFAULT,
                        ArchiveMeter.NONE)) {
            archiver.start();
            Eventually.holds("notices", () -> !archiver.healthy());
        }

        assertThat(database.number(COUNT)).isZero();
        try (Archiver archiver = archiver("one", UsageSink.NONE)) {
            archiver.start();
            archived(0, last);
        }
        assertThat(letters()).extracting(DeadLetters.Letter::offset).containsExactly(1L);
    }

    private List<DeadLetters.Letter> letters() {
        return new DeadLetters(settings.bootstrap(), settings.deadLettersTopic()).newest(10);
    }

    @Test
    void record_that_postgresql_refuses_is_put_aside_and_the_others_are_written() throws Exception {
        Shard shard = Shard.open(log, 0, "one");
        long last =
                shard.write(
                        message(shard, 1, ARCHIVED),
                        Records.stored(
                                shard.epoch(),
                                Records.JULIET,
                                Records.id(2),
                                Long.MAX_VALUE,
                                "a@acme.test",
                                ARCHIVED),
                        message(shard, 3, ARCHIVED));

        try (Archiver archiver = archiver("one", UsageSink.NONE)) {
            archiver.start();
            archived(0, last);
        }

        assertThat(database.rows("SELECT id FROM archive_message ORDER BY id"))
                .containsExactly(text(1), text(3));
        assertThat(database.rows("SELECT record_offset FROM archive_rejected"))
                .containsExactly("2");
    }

    @Test
    void sampled_usage_reaches_the_sink_once() throws Exception {
        CountingSink sink = new CountingSink(database);
        UsageSample sample =
                UsageSample.newBuilder()
                        .setEventId("peak/acme/1")
                        .setTenant(Records.bytes(Records.ACME.value()))
                        .setDomain("acme.test")
                        .setMeter("peak_sessions")
                        .setQuantity(7)
                        .setOccurredMillis(Records.NOON.toEpochMilli())
                        .build();
        try (KafkaUsageLog usage = KafkaUsageLog.connect(settings, Limits.Log.DEFAULT)) {
            usage.send(List.of(sample)).toCompletableFuture().get(30, TimeUnit.SECONDS);
        }

        try (Archiver archiver = archiver("one", sink)) {
            archiver.start();
            Eventually.holds("counted", () -> database.number("SELECT count(*) FROM counted") == 1);
        }

        assertThat(database.rows("SELECT event, meter FROM counted"))
                .containsExactly("peak/acme/1|peak_sessions");
    }

    @Test
    void event_that_the_sink_refuses_is_put_aside() throws Exception {
        UsageSink refusing =
                (connection, events) -> {
                    throw new IllegalArgumentException("meter: unknown");
                };
        Shard shard = Shard.open(log, 0, "one");
        long last =
                shard.write(
                        message(shard, 1, RecordFlags.COUNTED),
                        message(shard, 2, RecordFlags.PENDING));

        try (Archiver archiver = archiver("one", refusing)) {
            archiver.start();
            archived(0, last);
        }

        assertThat(database.rows("SELECT record_offset FROM archive_rejected"))
                .containsExactly("1");
        assertThat(database.number("SELECT count(*) FROM pending_message")).isEqualTo(1);
    }

    private Archiver archiver(String group, UsageSink sink) {
        return archiver(group, sink, ArchiveMeter.NONE);
    }

    private Archiver archiver(String group, UsageSink sink, ArchiveMeter meter) {
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
                settings.accountsTopic() + group,
                database.archiver(),
                sink,
                quick,
                meter);
    }

    private void archived(int partition, long offset) throws Exception {
        Eventually.holds("archived " + offset, () -> position(partition) > offset);
    }

    private long position(int partition) throws SQLException {
        return database.number(
                "SELECT coalesce(max(next_offset), -1) FROM archiver_offset WHERE topic = '"
                        + settings.accountsTopic()
                        + "' AND partition = "
                        + partition);
    }

    private void raw(int partition, LogRecord record) throws Exception {
        rawBytes(partition, record.toByteArray());
    }

    private void rawBytes(int partition, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        java.util.Map.of("bootstrap.servers", Backends.broker()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    settings.accountsTopic(), partition, new byte[0], value))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static LogRecord message(Shard shard, int n, int flags) {
        return Records.stored(shard.epoch(), Records.id(n), "romeo@acme.test/orchard", flags);
    }

    private static LogRecord preference(Shard shard) {
        return Records.of(shard.epoch(), Records.JULIET)
                .setPreference(
                        Preference.newBuilder()
                                .setDefaultPolicy("roster")
                                .addAlways("romeo@acme.test"))
                .build();
    }

    private static String text(int n) {
        return Records.id(n).toString();
    }

    /// Writes down all it is told, twice what it is told twice.
    private static final class CountingSink implements UsageSink {
        CountingSink(Database database) throws SQLException {
            database.rows(
                    "postgres",
                    "CREATE TABLE counted (event text PRIMARY KEY, meter text, quantity bigint)",
                    "GRANT INSERT ON counted TO rookery_archiver");
        }

        @Override
        public void write(Connection connection, List<UsageEvent> events) throws SQLException {
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT INTO counted VALUES (?, ?, ?)")) {
                for (UsageEvent event : events) {
                    statement.setString(1, event.eventId());
                    statement.setString(2, event.meter());
                    statement.setLong(3, event.quantity());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
    }
}
