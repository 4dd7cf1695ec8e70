package io.rookery.archive.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Opening;
import io.rookery.routing.wire.Taken;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/// The bytes around a log record: logs that have them exist, so they stay (docs/protocol.md §6,
/// §9).
class EntriesTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final LogRecord RECORD =
            LogRecord.newBuilder()
                    .setEpoch(7)
                    .setTenant(ByteString.fromHex("0123456789abcdef0123456789abcdef"))
                    .setOwner("romeo@acme.test")
                    .setTaken(Taken.newBuilder().addIds(ByteString.fromHex("00ff")))
                    .build();

    @Test
    void a_record_has_its_entity_as_key_and_its_number_in_eight_bytes_beside_it() {
        ProducerRecord<byte[], byte[]> entry =
                Entries.entry("rookery-accounts", 5, RECORD, 0x0102030405060708L);

        assertThat(entry.topic()).isEqualTo("rookery-accounts");
        assertThat(entry.partition()).isEqualTo(5);
        assertThat(new String(entry.key(), StandardCharsets.UTF_8))
                .isEqualTo("0123456789abcdef0123456789abcdef/romeo@acme.test");
        assertThat(entry.headers()).hasSize(1);
        assertThat(entry.headers().lastHeader("n").value())
                .isEqualTo(HEX.parseHex("0102030405060708"));
        assertThat(HEX.formatHex(entry.value()))
                .isEqualTo(
                        "080712100123456789abcdef0123456789abcdef"
                                + "1a0f"
                                + HEX.formatHex("romeo@acme.test".getBytes(StandardCharsets.UTF_8))
                                + "42040a0200ff");
    }

    @Test
    void an_opening_has_neither_key_nor_number() {
        LogRecord opening =
                LogRecord.newBuilder().setOpening(Opening.newBuilder().setReplayFrom(3)).build();

        ProducerRecord<byte[], byte[]> entry = Entries.opening("rookery-accounts", 5, opening);

        assertThat(entry.key()).isEmpty();
        assertThat(entry.headers()).isEmpty();
        assertThat(Entries.decode(entry.value())).contains(opening);
    }

    @Test
    void a_number_is_read_as_it_was_written_and_anything_else_is_none() {
        assertThat(Entries.number(consumed("0000000000000001"))).isEqualTo(1);
        assertThat(Entries.number(consumed("0102030405060708"))).isEqualTo(0x0102030405060708L);
        for (String odd : List.of("", "01", "00000000000000000001", "ffffffffffffffff")) {
            assertThat(Entries.number(consumed(odd))).isEqualTo(CountingRule.UNNUMBERED);
        }
    }

    @Test
    void what_is_no_record_is_none() {
        assertThat(Entries.decode(null)).isEmpty();
        assertThat(Entries.decode(HEX.parseHex("ff"))).isEmpty();
        assertThat(Entries.tenant(HEX.parseHex("ff"))).isEmpty();
        assertThat(Entries.tenant(RECORD.toByteArray()))
                .isEqualTo("ten_0123456789abcdef0123456789abcdef");
    }

    private static ConsumerRecord<byte[], byte[]> consumed(String number) {
        var entry =
                new ConsumerRecord<byte[], byte[]>(
                        "rookery-accounts", 5, 9, new byte[0], RECORD.toByteArray());
        entry.headers().add("n", HEX.parseHex(number));
        return entry;
    }
}
