package io.rookery.archive.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.google.protobuf.ByteString;
import io.rookery.archive.Limits;
import io.rookery.archive.backend.Records;
import io.rookery.archive.log.CountingRule;
import io.rookery.archive.usage.UsageEvent;
import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.wire.Direction;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Preference;
import io.rookery.routing.wire.Stored;
import io.rookery.routing.wire.UsageSample;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final String TOPIC = "accounts";
    private static final TopicPartition SHARD = new TopicPartition(TOPIC, 3);
    private static final TopicPartition SAMPLES = new TopicPartition("usage", 0);
    private static final UUID ID = Records.id(1);

    private final Intake intake = new Intake(TOPIC, Limits.Ingest.DEFAULT);
    private final List<ConsumerRecord<byte[], byte[]>> entries = new ArrayList<>();
    private final Batch batch = new Batch();
    private long number;

    @Test
    void archived_message_becomes_a_row() {
        opening();
        put(stored(ID, "romeo@acme.test/orchard", RecordFlags.ARCHIVE));

        take();

        Rows.Message row = batch.messages.getFirst();
        assertThat(row.key()).isEqualTo(key(ID));
        assertThat(row.peerBare()).isEqualTo("romeo@acme.test");
        assertThat(row.peerResource()).isEqualTo("orchard");
        assertThat(row.direction()).isEqualTo(2);
        assertThat(row.displaced()).isFalse();
        assertThat(batch.pending).isEmpty();
    }

    @Test
    void pending_message_keeps_its_stanza_only_when_the_archive_has_not_got_it() {
        opening();
        put(stored(Records.id(1), "a@acme.test", RecordFlags.PENDING));
        put(stored(Records.id(2), "a@acme.test", RecordFlags.PENDING | RecordFlags.ARCHIVE));

        take();

        assertThat(stanzaOf(1)).isEqualTo(Records.stanza(Records.id(1)).toByteArray());
        assertThat(stanzaOf(2)).isNull();
        assertThat(batch.messages).hasSize(1);
    }

    @Test
    void message_taken_in_the_same_batch_does_not_become_pending() {
        opening();
        put(stored(ID, "a@acme.test", RecordFlags.PENDING));
        put(Records.taken(0, ID));

        take();

        assertThat(batch.pending).isEmpty();
        assertThat(batch.taken).containsExactly(key(ID));
    }

    @Test
    void last_word_on_a_message_holds() {
        opening();
        put(Records.taken(0, ID));
        put(Records.pending(0, ID));

        take();

        assertThat(batch.pending).containsOnlyKeys(key(ID));
        assertThat(batch.taken).isEmpty();
    }

    @Test
    void record_that_does_not_count_leaves_no_trace() {
        opening();
        opening();
        put(Records.stored(0, ID, "a@acme.test", RecordFlags.ARCHIVE | RecordFlags.COUNTED));

        take();

        assertThat(batch.rows()).isZero();
        assertThat(batch.moves()).containsExactly(new Rows.Move(SHARD, 0, entries.size(), 1, 0));
    }

    @Test
    void records_before_the_cursor_are_skipped() {
        opening();
        put(stored(Records.id(1), "a@acme.test", RecordFlags.ARCHIVE));
        put(stored(Records.id(2), "a@acme.test", RecordFlags.ARCHIVE));

        intake.take(batch, SHARD, new Cursor(2, 2, CountingRule.resume(0, 1)), entries);

        assertThat(batch.messages).hasSize(1);
        assertThat(batch.moves()).containsExactly(new Rows.Move(SHARD, 2, 3, 0, 2));
    }

    @Test
    void cursor_of_a_batch_that_fails_is_untouched() {
        Cursor cursor = new Cursor(0, 0, CountingRule.anywhere());
        opening();
        put(stored(ID, "a@acme.test", RecordFlags.ARCHIVE));

        intake.take(batch, SHARD, cursor, entries);

        assertThat(cursor.rule().epoch()).isNegative();
    }

    @Test
    void restored_message_is_marked_as_displaced() {
        opening();
        put(
                Records.stored(
                        0,
                        Records.JULIET,
                        ID,
                        Records.NOON.minusSeconds(86_400).toEpochMilli(),
                        "a@acme.test",
                        RecordFlags.ARCHIVE));

        take();

        assertThat(batch.messages.getFirst().displaced()).isTrue();
    }

    @Test
    void what_is_counted_is_summed_under_the_first_records_place() {
        opening();
        put(sent(Records.id(1), RecordFlags.ARCHIVE | RecordFlags.COUNTED));
        put(stored(Records.id(2), "a@acme.test", RecordFlags.ARCHIVE | RecordFlags.COUNTED));
        put(stored(Records.id(3), "a@acme.test", RecordFlags.ARCHIVE | RecordFlags.COUNTED));

        take();

        List<UsageEvent> usage = batch.usage();
        long bytes =
                Stream.of(1, 2, 3)
                        .mapToLong(n -> Records.stanza(Records.id(n)).getSerializedSize())
                        .sum();
        assertThat(usage)
                .extracting(UsageEvent::eventId, UsageEvent::quantity, UsageEvent::subject)
                .containsExactly(
                        tuple("accounts/3/1/active_users", 1L, Records.JULIET),
                        tuple("accounts/3/1/messages_sent", 1L, ""),
                        tuple("accounts/3/1/archive_bytes", bytes, ""),
                        tuple("accounts/3/2/messages_received", 2L, ""));
        assertThat(usage).extracting(UsageEvent::domain).containsOnly("acme.test");
    }

    @Test
    void each_hour_is_counted_for_itself() {
        Instant next = Records.NOON.plus(Duration.ofHours(1));
        for (Instant at : List.of(next.minusMillis(1), next, next.plusSeconds(1))) {
            batch.sums.add(
                    Records.ACME,
                    "acme.test",
                    "messages_sent",
                    at.toEpochMilli(),
                    1,
                    new ConsumerRecord<>("accounts", 3, 7, null, null),
                    "");
        }

        assertThat(batch.usage())
                .extracting(UsageEvent::occurredAt, UsageEvent::quantity)
                .containsExactly(tuple(next.minusMillis(1), 1L), tuple(next, 2L));
    }

    @Test
    void account_is_told_active_once_a_month_and_only_by_committed_batches() {
        opening();
        put(sent(Records.id(1), RecordFlags.COUNTED));
        put(sent(Records.id(2), RecordFlags.COUNTED));
        take();
        assertThat(active(batch)).isEqualTo(1);

        Batch again = new Batch();
        intake.take(again, SHARD, new Cursor(0, 0, CountingRule.anywhere()), entries);
        assertThat(active(again)).isEqualTo(1);
        intake.committed(again);

        Batch next = new Batch();
        intake.take(next, SHARD, new Cursor(0, 0, CountingRule.anywhere()), entries);
        assertThat(active(next)).isZero();
    }

    @Test
    void message_that_is_not_counted_still_costs_its_bytes() {
        opening();
        put(sent(ID, RecordFlags.ARCHIVE));

        take();

        assertThat(batch.usage()).extracting(UsageEvent::meter).containsExactly("archive_bytes");
    }

    @Test
    void preferences_of_an_account_are_the_last_ones() {
        opening();
        put(preference("always"));
        put(preference("roster"));

        take();

        assertThat(batch.preferences.values())
                .extracting(Preference::getDefaultPolicy)
                .containsExactly("roster");
    }

    @Test
    void record_that_cannot_be_decoded_is_put_aside_and_is_no_hole() {
        opening();
        entries.add(entry(SHARD, new byte[] {(byte) 0xff, 1, 2}, ++number));
        put(stored(ID, "a@acme.test", RecordFlags.ARCHIVE));

        take();

        assertThat(batch.rejected)
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.offset()).isEqualTo(1);
                    assertThat(row.reason()).isEqualTo("value: not a log record");
                });
        assertThat(batch.messages).hasSize(1);
    }

    @Test
    void record_with_unusable_fields_is_put_aside() {
        opening();
        put(stored(ID, "nul\0@acme.test", RecordFlags.ARCHIVE));
        put(stored(ID, "x".repeat(3_000), RecordFlags.ARCHIVE));
        put(stored(ID, "ü".repeat(1_500), RecordFlags.ARCHIVE));
        put(
                Records.of(0, Records.JULIET)
                        .setStored(Stored.newBuilder().setId(ByteString.copyFrom(new byte[15])))
                        .build());
        put(Records.of(0, "").setStored(Stored.newBuilder().setId(Records.bytes(ID))).build());
        put(
                Records.of(0, Records.JULIET)
                        .setTenant(ByteString.EMPTY)
                        .setTaken(Records.taken(0, ID).getTaken())
                        .build());
        put(preference("sometimes"));
        put(
                Records.of(0, Records.JULIET)
                        .setStored(
                                Stored.newBuilder()
                                        .setId(Records.bytes(ID))
                                        .setFlags(RecordFlags.ARCHIVE))
                        .build());

        take();

        assertThat(batch.rejected)
                .extracting(Rows.Rejected::reason)
                .containsExactly(
                        "peer: with U+0000",
                        "peer: over 2048 bytes",
                        "peer: over 2048 bytes",
                        "id: 15 bytes, not 16",
                        "owner: empty",
                        "tenant: 0 bytes, not 16",
                        "default_policy: neither always, never nor roster",
                        "direction: neither sent nor received");
        assertThat(batch.messages).isEmpty();
    }

    @Test
    void record_of_a_later_version_is_put_aside_with_its_reason() {
        opening();
        put(Records.of(0, Records.JULIET).build());

        take();

        assertThat(batch.messages).isEmpty();
        assertThat(batch.rejected)
                .singleElement()
                .extracting(Rows.Rejected::reason, STRING)
                .startsWith("body: of a later version");
        assertThat(batch.records()).isEqualTo(2);
    }

    @Test
    void sample_becomes_a_usage_event() {
        UsageSample sample =
                UsageSample.newBuilder()
                        .setEventId("peak/1")
                        .setTenant(Records.bytes(Records.ACME.value()))
                        .setDomain("acme.test")
                        .setMeter("peak_sessions")
                        .setQuantity(7)
                        .setOccurredMillis(Records.NOON.toEpochMilli())
                        .build();
        entries.add(entry(SAMPLES, sample.toByteArray(), -1));
        entries.add(entry(SAMPLES, new byte[] {1}, -1));
        entries.add(entry(SAMPLES, new byte[0], -1));

        intake.take(batch, SAMPLES, new Cursor(0, 0, CountingRule.anywhere()), entries);

        assertThat(batch.usage)
                .containsExactly(
                        new UsageEvent(
                                "peak/1",
                                Records.ACME,
                                "acme.test",
                                "peak_sessions",
                                7,
                                Records.NOON,
                                ""));
        assertThat(batch.rejected)
                .extracting(Rows.Rejected::reason)
                .containsExactly("value: not a usage sample", "event_id: not 1 to 200 characters");
    }

    @Test
    void rejected_record_moves_the_counting_rule_as_if_it_were_taken() {
        opening();
        put(stored(ID, "a@acme.test", RecordFlags.ARCHIVE));

        intake.reject(
                batch, SHARD, new Cursor(1, 1, CountingRule.resume(0, 0)), entries.get(1), "why");

        assertThat(batch.moves()).containsExactly(new Rows.Move(SHARD, 1, 2, 0, 1));
        assertThat(batch.rejected).hasSize(1);
    }

    private void take() {
        intake.take(batch, SHARD, new Cursor(0, 0, CountingRule.anywhere()), entries);
    }

    private void opening() {
        number = 0;
        entries.add(entry(SHARD, Records.opening(0).toByteArray(), CountingRule.UNNUMBERED));
    }

    private void put(LogRecord record) {
        entries.add(entry(SHARD, record.toByteArray(), ++number));
    }

    private ConsumerRecord<byte[], byte[]> entry(
            TopicPartition partition, byte[] value, long recordNumber) {
        ConsumerRecord<byte[], byte[]> entry =
                new ConsumerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        entries.size(),
                        new byte[0],
                        value);
        if (recordNumber >= 0) {
            entry.headers().add("n", ByteBuffer.allocate(8).putLong(recordNumber).array());
        }
        return entry;
    }

    private static LogRecord stored(UUID id, String peer, int flags) {
        return Records.stored(0, id, peer, flags);
    }

    private static LogRecord sent(UUID id, int flags) {
        LogRecord received = Records.stored(0, id, "romeo@acme.test", flags);
        return received.toBuilder()
                .setStored(received.getStored().toBuilder().setDirection(Direction.SENT))
                .build();
    }

    private static LogRecord preference(String policy) {
        return Records.of(0, Records.JULIET)
                .setPreference(Preference.newBuilder().setDefaultPolicy(policy))
                .build();
    }

    private static Rows.Key key(UUID id) {
        return new Rows.Key(Records.ACME.value(), Records.JULIET, id);
    }

    private byte @Nullable [] stanzaOf(int n) {
        Rows.Pending row = batch.pending.get(key(Records.id(n)));
        assertThat(row).isNotNull();
        return row.stanza();
    }

    private static long active(Batch batch) {
        return batch.usage.stream().filter(event -> event.meter().equals("active_users")).count();
    }
}
