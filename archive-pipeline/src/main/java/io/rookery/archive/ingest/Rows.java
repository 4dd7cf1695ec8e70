package io.rookery.archive.ingest;

import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The rows that a batch writes.
sealed interface Rows {
    /// Names a message.
    record Key(UUID tenant, String owner, UUID id) implements Rows {}

    /// Of `archive_message`.
    @SuppressWarnings("ArrayRecordComponent") // never compared; handed once to the driver
    record Message(
            Key key,
            long stampMillis,
            boolean displaced,
            int direction,
            String peerBare,
            @Nullable String peerResource,
            long peerHash,
            byte[] stanza,
            @Nullable String originId)
            implements Rows {}

    /// Of `pending_message`; without stanza when the archive has it.
    @SuppressWarnings("ArrayRecordComponent") // never compared; handed once to the driver
    record Pending(
            @Nullable Long stampMillis, byte @Nullable [] stanza, @Nullable Long expiresMillis)
            implements Rows {}

    /// Names an account.
    record Owner(UUID tenant, String owner) implements Rows {}

    /// Of `archive_rejected`.
    @SuppressWarnings("ArrayRecordComponent") // never compared; handed once to the driver
    record Rejected(
            TopicPartition partition, long offset, String reason, byte[] recordKey, byte[] value)
            implements Rows {}

    /// A move of `archiver_offset`, from `expected` to `next`.
    record Move(TopicPartition partition, long expected, long next, long epoch, long number)
            implements Rows {}
}
