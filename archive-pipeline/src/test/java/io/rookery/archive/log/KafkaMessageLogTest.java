package io.rookery.archive.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Records;
import io.rookery.archive.backend.Shard;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaMessageLogTest {
    private LogSettings settings;
    private KafkaMessageLog log;
    private KafkaMessageLog other;

    @BeforeEach
    void connect() throws Exception {
        settings = Backends.log(2);
        log = KafkaMessageLog.connect(settings, Limits.Log.DEFAULT, ArchiveMeter.NONE);
        other = KafkaMessageLog.connect(settings, Limits.Log.DEFAULT, ArchiveMeter.NONE);
    }

    @AfterEach
    void close() {
        log.close();
        other.close();
    }

    @Test
    void record_is_durable_right_after_the_opening() throws Exception {
        Shard shard = Shard.open(log, 1, "one");

        long offset = shard.write(message(shard, 1));

        assertThat(shard.epoch()).isZero();
        assertThat(offset).isEqualTo(1);
        assertThat(shard.replayed()).isEmpty();
    }

    @Test
    void new_owner_hears_what_counts_oldest_first() throws Exception {
        Shard first = Shard.open(log, 0, "one");
        LogRecord opened = Records.opened(first.epoch());
        first.write(opened, message(first, 1), message(first, 2));

        Shard second = Shard.open(other, 0, "two");

        assertThat(second.replayed()).containsExactly(opened, message(first, 1), message(first, 2));
        assertThat(second.epoch()).isEqualTo(4);
    }

    @Test
    void owner_that_was_replaced_is_told_and_accepts_nothing_more() throws Exception {
        Shard first = Shard.open(log, 0, "one");
        first.write(message(first, 1));

        Shard.open(other, 0, "two");

        assertThat(first.lost().get(30, TimeUnit.SECONDS)).contains("two");
        assertThatThrownBy(() -> appended(first, message(first, 2)))
                .hasCauseInstanceOf(UnavailableException.class);
    }

    @Test
    void record_of_a_replaced_owner_is_not_replayed() throws Exception {
        Shard first = Shard.open(log, 0, "one");
        first.write(Records.opened(first.epoch()), message(first, 1));
        Shard second = Shard.open(other, 0, "two");
        // What `one` had on its way when `two` opened.
        late(message(first.epoch(), 2), 3);
        second.write(Records.opened(second.epoch()), message(second, 3));

        Shard third = Shard.open(other, 0, "three");

        assertThat(ids(third)).containsExactly(Records.id(1), Records.id(3));
    }

    @Test
    void opening_that_was_not_finished_extends_the_next_replay() throws Exception {
        History history = new History(createTimeTopic());
        history.opening(Duration.ofHours(2), 0);
        history.write(Duration.ofHours(2), Records.opened(0));
        history.write(Duration.ofHours(1), message(0, 1));
        // Replays message 1, writes one of its own, and is lost before it is open.
        long unfinished = history.opening(Duration.ofMinutes(1), 2);
        history.write(Duration.ofSeconds(1), message(unfinished, 2));

        try (KafkaMessageLog reader = history.log()) {
            assertThat(ids(Shard.open(reader, 0, "next")))
                    .containsExactly(Records.id(1), Records.id(2));
        }
    }

    @Test
    void replay_of_a_finished_opening_is_not_longer_than_the_tail() throws Exception {
        History history = new History(createTimeTopic());
        history.opening(Duration.ofHours(2), 0);
        history.write(Duration.ofHours(2), Records.opened(0), message(0, 1));
        history.write(Duration.ofMinutes(50), message(0, 2), message(0, 3));
        // Two minutes before the last message, not before now.
        history.write(Duration.ofMinutes(49), message(0, 4));
        history.opening(Duration.ofMinutes(1), 0);
        history.write(Duration.ofMinutes(1), Records.opened(6));

        try (KafkaMessageLog reader = history.log()) {
            Shard first = Shard.open(reader, 0, "next");
            assertThat(first.replayed()).containsExactly(Records.opened(6));
        }
    }

    @Test
    void tail_is_counted_from_the_last_record_that_is_not_an_opening() throws Exception {
        History history = new History(createTimeTopic());
        history.opening(Duration.ofHours(2), 0);
        history.write(Duration.ofHours(2), Records.opened(0), message(0, 1));
        history.write(Duration.ofMinutes(50), message(0, 2));
        history.opening(Duration.ofMinutes(1), 3);

        try (KafkaMessageLog reader = history.log()) {
            assertThat(ids(Shard.open(reader, 0, "next"))).containsExactly(Records.id(2));
        }
    }

    @Test
    void stale_record_before_the_first_opening_of_the_tail_is_not_replayed() throws Exception {
        History history = new History(createTimeTopic());
        history.opening(Duration.ofHours(3), 0);
        history.opening(Duration.ofHours(2), 0);
        history.write(Duration.ofHours(2), Records.opened(1));
        // A process that was frozen for long, and then went on.
        history.write(Duration.ofMinutes(1), message(0, 1));
        history.write(Duration.ofMinutes(1), message(1, 2));

        try (KafkaMessageLog reader = history.log()) {
            assertThat(ids(Shard.open(reader, 0, "next"))).containsExactly(Records.id(2));
        }
    }

    @Test
    void many_openings_in_a_row_do_not_hide_the_last_message() throws Exception {
        Shard first = Shard.open(log, 0, "one");
        first.write(Records.opened(first.epoch()), message(first, 1));
        for (int i = 0; i < 20; i++) {
            Shard.open(other, 0, "again");
        }

        Shard last = Shard.open(log, 0, "last");

        assertThat(ids(last)).containsExactly(Records.id(1));
        assertThat(last.epoch()).isEqualTo(23);
    }

    @Test
    void tail_of_an_owner_is_read_again_on_demand() throws Exception {
        Shard first = Shard.open(log, 0, "one");
        first.write(Records.opened(first.epoch()), message(first, 1));
        Shard second = Shard.open(other, 0, "two");
        second.write(Records.opened(second.epoch()), message(second, 2));
        second.write(
                Records.stored(
                        second.epoch(),
                        "romeo@acme.test",
                        Records.id(3),
                        0,
                        "x@acme.test",
                        RecordFlags.ARCHIVE));

        List<MessageLog.Positioned> byJid = tail(second, Records.JULIET);
        List<MessageLog.Positioned> byEntity =
                tail(second, Records.ACME.hex() + '/' + Records.JULIET);

        assertThat(byJid)
                .extracting(MessageLog.Positioned::record)
                .containsExactly(message(first, 1), message(second, 2));
        assertThat(byEntity).isEqualTo(byJid);
        assertThat(tail(second, "nobody@acme.test")).isEmpty();
    }

    @Test
    void record_over_the_limit_is_refused_and_the_partition_stays() throws Exception {
        Shard shard = Shard.open(log, 0, "one");

        assertThatThrownBy(() -> appended(shard, large(shard.epoch(), 1 << 20)))
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: at most 1048576");

        shard.write(message(shard, 1));
        assertThat(shard.lostNow()).isEmpty();
    }

    @Test
    void record_of_the_greatest_size_passes() throws Exception {
        Shard shard = Shard.open(log, 0, "one");
        LogRecord record = large(shard.epoch(), (1 << 20) - 200);

        shard.write(record);
        Shard next = Shard.open(other, 0, "two");

        assertThat(next.replayed()).containsExactly(record);
    }

    @Test
    void failed_send_loses_the_partition_and_what_followed_it_counts_for_nobody() throws Exception {
        LogSettings narrow = Backends.log(1, 1_000, "LogAppendTime");
        try (KafkaMessageLog one =
                        KafkaMessageLog.connect(narrow, Limits.Log.DEFAULT, ArchiveMeter.NONE);
                KafkaMessageLog two =
                        KafkaMessageLog.connect(narrow, Limits.Log.DEFAULT, ArchiveMeter.NONE)) {
            Shard shard = Shard.open(one, 0, "one");
            shard.write(message(shard, 1));

            CompletableFuture<Long> failing =
                    shard.partition().append(incompressible(shard.epoch())).toCompletableFuture();
            CompletableFuture<Long> following =
                    shard.partition().append(message(shard, 3)).toCompletableFuture();
            assertThatThrownBy(() -> failing.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UnavailableException.class);
            following.handle((offset, failure) -> offset).get(30, TimeUnit.SECONDS);

            assertThat(shard.lost().get(30, TimeUnit.SECONDS)).isNotEmpty();
            assertThatThrownBy(() -> appended(shard, message(shard, 4)))
                    .hasCauseInstanceOf(UnavailableException.class);
            assertThat(ids(Shard.open(two, 0, "two"))).containsExactly(Records.id(1));
        }
    }

    @Test
    void partitions_of_one_node_do_not_disturb_each_other() throws Exception {
        Shard zero = Shard.open(log, 0, "one");
        Shard one = Shard.open(log, 1, "one");
        zero.write(message(zero, 1));
        Shard.open(other, 0, "two");
        zero.lost().get(30, TimeUnit.SECONDS);

        long offset = one.write(message(one, 2));

        assertThat(one.lostNow()).isEmpty();
        assertThat(offset).isEqualTo(1);
    }

    @Test
    void record_behind_another_nodes_opening_is_never_durable() throws Exception {
        LogSettings one = Backends.log(1);
        Limits.Log usual = Limits.Log.DEFAULT;
        // Looks for other owners far too late: only the offset of its own record can tell it.
        Limits.Log late =
                new Limits.Log(
                        usual.tail(),
                        usual.recordBytes(),
                        usual.linger(),
                        Duration.ofHours(1),
                        usual.batchBytes(),
                        usual.bufferBytes(),
                        usual.deliveryTimeout(),
                        usual.blockTimeout(),
                        usual.stallTimeout(),
                        1,
                        1);
        try (KafkaMessageLog replaced = KafkaMessageLog.connect(one, late, ArchiveMeter.NONE);
                KafkaMessageLog next = KafkaMessageLog.connect(one, usual, ArchiveMeter.NONE)) {
            Shard first = Shard.open(replaced, 0, "one");
            first.write(Records.opened(first.epoch()), message(first, 1));
            Shard second = Shard.open(next, 0, "two");

            CompletableFuture<Long> stale =
                    first.partition().append(message(first, 2)).toCompletableFuture();
            // Its own record is behind that one, and is durable all the same.
            assertThat(second.write(message(second, 3))).isGreaterThan(second.epoch());
            first.partition().close();

            assertThat(stale.isDone() && !stale.isCompletedExceptionally()).isFalse();
        }
    }

    @Test
    void late_record_of_the_owner_before_delays_and_loses_nothing() throws Exception {
        Shard first = Shard.open(log, 0, "one");
        first.write(Records.opened(first.epoch()));
        Shard second = Shard.open(other, 0, "two");
        second.write(Records.opened(second.epoch()));
        late(message(first.epoch(), 1), 2);

        long behind = second.write(message(second, 2));
        long next = second.write(message(second, 3));

        assertThat(next).isEqualTo(behind + 1);
        assertThat(second.lostNow()).isEmpty();
    }

    @Test
    void closed_partition_hears_nothing_more() throws Exception {
        Shard shard = Shard.open(log, 0, "one");

        shard.partition().close();
        Shard.open(other, 0, "two").write(Records.opened(1));

        assertThat(shard.lostNow()).isEmpty();
        assertThatThrownBy(() -> appended(shard, message(shard, 1)))
                .hasCauseInstanceOf(UnavailableException.class);
    }

    @Test
    void opening_without_brokers_ends_as_lost() throws Exception {
        Limits.Log hasty =
                new Limits.Log(
                        Duration.ofMinutes(2),
                        1 << 20,
                        Duration.ofMillis(5),
                        Duration.ofMillis(5),
                        1 << 14,
                        1 << 20,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(1),
                        1,
                        1);
        LogSettings nowhere = new LogSettings("127.0.0.1:1", "a", "u", "d", 1, Map.of());
        try (KafkaMessageLog away = KafkaMessageLog.connect(nowhere, hasty, ArchiveMeter.NONE)) {
            Shard shard = Shard.opening(away, 0, "one");

            assertThat(shard.lost().get(30, TimeUnit.SECONDS)).contains("opening failed");
        }
    }

    @Test
    void unknown_partition_is_a_mistake() {
        assertThatThrownBy(() -> Shard.opening(log, 2, "one"))
                .hasMessage("partition: 2 (expected: 0 to 1)");
    }

    /// A topic whose records have the times that they are written with.
    private static LogSettings createTimeTopic() throws Exception {
        return Backends.log(1, 1 << 20, "CreateTime");
    }

    /// Writes what was written long ago.
    private static final class History {
        private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

        private final LogSettings topic;
        private final Map<Long, Long> numbers = new HashMap<>();

        History(LogSettings topic) {
            this.topic = topic;
        }

        KafkaMessageLog log() {
            return KafkaMessageLog.connect(topic, Limits.Log.DEFAULT, ArchiveMeter.NONE);
        }

        long opening(Duration ago, long replayFrom) throws Exception {
            return send(ago, Records.opening(replayFrom), CountingRule.UNNUMBERED);
        }

        void write(Duration ago, LogRecord... records) throws Exception {
            for (LogRecord record : records) {
                send(ago, record, numbers.merge(record.getEpoch(), 1L, Long::sum));
            }
        }

        private long send(Duration ago, LogRecord record, long number) throws Exception {
            try (var producer = Clients.producer(topic, Limits.Log.DEFAULT)) {
                var entry = Entries.entry(topic.accountsTopic(), 0, record, number);
                return producer.send(
                                new ProducerRecord<>(
                                        entry.topic(),
                                        0,
                                        NOW.minus(ago).toEpochMilli(),
                                        entry.key(),
                                        entry.value(),
                                        entry.headers()))
                        .get(30, TimeUnit.SECONDS)
                        .offset();
            }
        }
    }

    private void late(LogRecord record, long number) throws Exception {
        try (var producer = Clients.producer(settings, Limits.Log.DEFAULT)) {
            producer.send(Entries.entry(settings.accountsTopic(), 0, record, number))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static LogRecord message(Shard shard, int n) {
        return message(shard.epoch(), n);
    }

    private static LogRecord message(long epoch, int n) {
        return Records.stored(epoch, Records.id(n), "romeo@acme.test/orchard", RecordFlags.ARCHIVE);
    }

    private static LogRecord large(long epoch, int bytes) {
        return Records.of(epoch, Records.JULIET)
                .setStored(
                        Stored.newBuilder()
                                .setOriginId("x")
                                .setId(ByteString.copyFrom(new byte[bytes])))
                .build();
    }

    private static LogRecord incompressible(long epoch) {
        byte[] noise = new byte[50_000];
        new java.util.SplittableRandom(7).nextBytes(noise);
        return Records.of(epoch, Records.JULIET)
                .setStored(Stored.newBuilder().setId(ByteString.copyFrom(noise)))
                .build();
    }

    private static List<UUID> ids(Shard shard) {
        return shard.replayed().stream()
                .filter(LogRecord::hasStored)
                .map(record -> {
                    var bytes = record.getStored().getId().asReadOnlyByteBuffer();
                    return new UUID(bytes.getLong(), bytes.getLong());
                })
                .toList();
    }

    private static List<MessageLog.Positioned> tail(Shard shard, String owner) throws Exception {
        return shard.partition().tail(owner).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static long appended(Shard shard, LogRecord record)
            throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
        return shard.partition().append(record).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
