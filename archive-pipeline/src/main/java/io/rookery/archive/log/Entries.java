package io.rookery.archive.log;

import com.google.protobuf.InvalidProtocolBufferException;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.wire.LogRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// How a log record is a Kafka record: key entity id, value protobuf, header `n` the number under
/// the epoch (eight bytes, big-endian).
public final class Entries {
    private static final String NUMBER = "n";
    private static final int TENANT_DIGITS = 32;
    private static final byte[] NO_KEY = new byte[0];

    private Entries() {}

    static ProducerRecord<byte[], byte[]> opening(String topic, int partition, LogRecord record) {
        return new ProducerRecord<>(topic, partition, NO_KEY, record.toByteArray());
    }

    static ProducerRecord<byte[], byte[]> entry(
            String topic, int partition, LogRecord record, long number) {
        ProducerRecord<byte[], byte[]> entry =
                new ProducerRecord<>(topic, partition, key(record), record.toByteArray());
        entry.headers().add(NUMBER, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        return entry;
    }

    private static byte[] key(LogRecord record) {
        if (record.getOwner().isEmpty()) {
            return NO_KEY;
        }
        return entityId(record).getBytes(StandardCharsets.UTF_8);
    }

    /// `tenant/bare JID` of the record's owner.
    static String entityId(LogRecord record) {
        return HexFormat.of().formatHex(record.getTenant().toByteArray()) + '/' + record.getOwner();
    }

    /// The record's number under its epoch, [CountingRule#UNNUMBERED] when it has none.
    public static long number(ConsumerRecord<?, ?> entry) {
        Header header = entry.headers().lastHeader(NUMBER);
        if (header == null || header.value() == null || header.value().length != Long.BYTES) {
            return CountingRule.UNNUMBERED;
        }
        return Math.max(CountingRule.UNNUMBERED, ByteBuffer.wrap(header.value()).getLong());
    }

    /// The tenant whose record that is, as log lines name it; empty when it cannot be told.
    public static String tenant(byte @Nullable [] value) {
        return decode(value)
                .map(record -> HexFormat.of().formatHex(record.getTenant().toByteArray()))
                .filter(hex -> hex.length() == TENANT_DIGITS)
                .map(hex -> TenantId.ofHex(hex).text())
                .orElse("");
    }

    /// The record, when it is an opening: those alone have no number.
    static Optional<LogRecord> opening(ConsumerRecord<byte[], byte[]> entry) {
        return number(entry) == CountingRule.UNNUMBERED
                ? decode(entry.value()).filter(LogRecord::hasOpening)
                : Optional.empty();
    }

    /// The record, empty when it cannot be decoded.
    public static Optional<LogRecord> decode(byte @Nullable [] value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(LogRecord.parseFrom(value));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }
}
