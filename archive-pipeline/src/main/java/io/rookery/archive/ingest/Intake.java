package io.rookery.archive.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.rookery.archive.Limits;
import io.rookery.archive.log.CountingRule;
import io.rookery.archive.log.Entries;
import io.rookery.archive.store.ArchiveKeys;
import io.rookery.archive.usage.RecordUsage;
import io.rookery.archive.usage.UsageEvent;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.wire.Direction;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.StanzaEnvelope;
import io.rookery.routing.wire.Stored;
import io.rookery.routing.wire.UsageSample;
import io.rookery.xmpp.stanza.Trace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Turns log records into rows. Decides everything that the archiver decides, and touches neither
/// Kafka nor PostgreSQL. For one thread.
final class Intake {
    private static final int UUID_BYTES = 16;
    private static final int EVENT_ID_CHARS = 200;
    // The most bytes of UTF-8 that one char of UTF-16 comes to.
    private static final int UTF8_BYTES = 3;

    private final String accountsTopic;
    private final Limits.Ingest limits;
    // Of the accounts' topic: places in a log that is no more are not those in this one.
    private String generation = "";
    private final LinkedHashSet<Batch.Active> active = new LinkedHashSet<>();

    Intake(String accountsTopic, Limits.Ingest limits) {
        this.accountsTopic = accountsTopic;
        this.limits = limits;
    }

    /// How often the accounts' topic was replaced.
    void generation(int replaced) {
        generation = replaced == 0 ? "" : "@" + replaced;
    }

    /// A record that cannot be used: why not.
    private static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String reason) {
            super(reason, null, false, false);
        }
    }

    /// Adds to `batch` what `entries` of one partition come to, those before the cursor skipped.
    void take(
            Batch batch,
            TopicPartition partition,
            Cursor cursor,
            List<ConsumerRecord<byte[], byte[]>> entries) {
        CountingRule rule = cursor.rule().copy();
        long next = cursor.next();
        int read = 0;
        for (ConsumerRecord<byte[], byte[]> entry : entries) {
            if (entry.offset() < next) {
                continue;
            }
            Optional<LogRecord> record = Optional.empty();
            if (partition.topic().equals(accountsTopic)) {
                record = Entries.decode(entry.value());
                if (record.isPresent() && rule.isRewritten(entry.offset(), record.get())) {
                    batch.rewritten.add(partition);
                    break;
                }
            }
            next = entry.offset() + 1;
            read++;
            batch.newestMillis = Math.max(batch.newestMillis, entry.timestamp());
            try {
                if (partition.topic().equals(accountsTopic)) {
                    account(batch, rule, entry, record);
                } else {
                    sample(batch, entry);
                }
            } catch (UnusableException e) {
                put(batch, partition, entry, e.getMessage());
            }
        }
        if (read > 0) {
            batch.moved(partition, new Cursor(cursor.committed(), next, rule), read);
        }
    }

    /// Adds `entry` to `batch` as one that cannot be stored.
    void reject(
            Batch batch,
            TopicPartition partition,
            Cursor cursor,
            ConsumerRecord<byte[], byte[]> entry,
            String reason) {
        CountingRule rule = cursor.rule().copy();
        if (partition.topic().equals(accountsTopic)) {
            counts(rule, entry, Entries.decode(entry.value()));
        }
        put(batch, partition, entry, reason);
        batch.moved(partition, new Cursor(cursor.committed(), entry.offset() + 1, rule), 1);
    }

    /// Remembers what only a committed batch may make known.
    void committed(Batch batch) {
        active.addAll(batch.active);
        while (active.size() > limits.activeSubjects()) {
            active.removeFirst();
        }
    }

    private static void put(
            Batch batch,
            TopicPartition partition,
            ConsumerRecord<byte[], byte[]> entry,
            @Nullable String reason) {
        byte[] key = entry.key() == null ? new byte[0] : entry.key();
        byte[] value = entry.value() == null ? new byte[0] : entry.value();
        batch.rejected.add(
                new Rows.Rejected(
                        partition,
                        entry.offset(),
                        reason == null ? "unknown" : reason,
                        key,
                        value));
    }

    private static Optional<LogRecord> counts(
            CountingRule rule, ConsumerRecord<byte[], byte[]> entry, Optional<LogRecord> decoded) {
        long number = Entries.number(entry);
        if (decoded.isEmpty()) {
            rule.unreadable(number);
            return decoded;
        }
        return rule.counts(entry.offset(), decoded.get(), number) ? decoded : Optional.empty();
    }

    private void account(
            Batch batch,
            CountingRule rule,
            ConsumerRecord<byte[], byte[]> entry,
            Optional<LogRecord> decoded)
            throws UnusableException {
        Optional<LogRecord> counting = counts(rule, entry, decoded);
        if (counting.isEmpty()) {
            if (decoded.isEmpty()) {
                throw new UnusableException("value: not a log record");
            }
            batch.uncounted++;
            return;
        }
        LogRecord record = counting.get();
        switch (record.getBodyCase()) {
            case STORED -> stored(batch, record, entry);
            case PENDING -> {
                for (ByteString id : record.getPending().getIdsList()) {
                    batch.add(key(record, id), new Rows.Pending(null, null, null));
                }
            }
            case TAKEN -> {
                for (ByteString id : record.getTaken().getIdsList()) {
                    batch.take(key(record, id));
                }
            }
            case PREFERENCE -> preference(batch, record);
            case OPENING, OPENED, DETACHED, ENDED -> {
                // Of the core alone.
            }
            // It counts, so that what follows it does; what it says only a later version knows.
            case BODY_NOT_SET ->
                    throw new UnusableException(
                            "body: of a later version, fields "
                                    + record.getUnknownFields().asMap().keySet());
        }
    }

    private void stored(Batch batch, LogRecord record, ConsumerRecord<byte[], byte[]> entry)
            throws UnusableException {
        Stored stored = record.getStored();
        Rows.Key key = key(record, stored.getId());
        boolean archived = (stored.getFlags() & RecordFlags.ARCHIVE) != 0;
        StanzaEnvelope envelope = stored.getStanza();
        Trace trace = Envelopes.trace(envelope);
        if (trace != null) {
            // The archive keeps the stanza, not that somebody once looked where it went.
            batch.followed.add(new Batch.Followed(trace, key));
            envelope = envelope.toBuilder().clearTrace().build();
        }
        byte[] stanza = envelope.toByteArray();
        if (archived) {
            batch.messages.add(message(key, stored, stanza));
        }
        if ((stored.getFlags() & RecordFlags.PENDING) != 0) {
            Long expires = stored.getExpiresMillis() > 0 ? stored.getExpiresMillis() : null;
            batch.add(
                    key,
                    archived
                            ? new Rows.Pending(null, null, expires)
                            : new Rows.Pending(stored.getStampMillis(), stanza, expires));
        }
        count(batch, key, stored, entry);
    }

    private void count(
            Batch batch, Rows.Key key, Stored stored, ConsumerRecord<byte[], byte[]> entry) {
        TenantId tenant = new TenantId(key.tenant());
        String domain = key.owner().substring(key.owner().indexOf('@') + 1);
        long millis = stored.getStampMillis();
        String meter = RecordUsage.messageMeter(stored);
        if (!meter.isEmpty()) {
            batch.sums.add(tenant, domain, meter, millis, 1, entry, generation);
        }
        long bytes = RecordUsage.archiveBytes(stored);
        if (bytes > 0) {
            batch.sums.add(
                    tenant, domain, RecordUsage.ARCHIVE_BYTES, millis, bytes, entry, generation);
        }
        if (RecordUsage.isActivity(stored) && newlyActive(batch, tenant, key.owner(), millis)) {
            batch.usage.add(
                    new UsageEvent(
                            UsageSums.name(entry, generation, RecordUsage.ACTIVE_USERS),
                            tenant,
                            domain,
                            RecordUsage.ACTIVE_USERS,
                            1,
                            Instant.ofEpochMilli(millis),
                            key.owner()));
        }
    }

    private Rows.Message message(Rows.Key key, Stored stored, byte[] stanza)
            throws UnusableException {
        if (stored.getDirection() != Direction.SENT
                && stored.getDirection() != Direction.RECEIVED) {
            throw new UnusableException("direction: neither sent nor received");
        }
        String peer = text("peer", stored.getPeer());
        int slash = peer.indexOf('/');
        String bare = slash < 0 ? peer : peer.substring(0, slash);
        String originId = text("origin_id", stored.getOriginId());
        return new Rows.Message(
                key,
                stored.getStampMillis(),
                ArchiveKeys.displaced(key.id(), stored.getStampMillis()),
                stored.getDirectionValue(),
                bare,
                slash < 0 ? null : peer.substring(slash + 1),
                ArchiveKeys.peerHash(bare),
                stanza,
                originId.isEmpty() ? null : originId);
    }

    /// Whether this archiver has not counted the subject this month. After a restart it counts
    /// again, and the ledger, which counts distinct subjects, does not.
    private boolean newlyActive(Batch batch, TenantId tenant, String owner, long millis) {
        YearMonth month = YearMonth.from(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
        Batch.Active one = new Batch.Active(month, tenant, owner);
        return !active.contains(one) && batch.active.add(one);
    }

    private void preference(Batch batch, LogRecord record) throws UnusableException {
        String policy = record.getPreference().getDefaultPolicy();
        if (!List.of("always", "never", "roster").contains(policy)) {
            throw new UnusableException("default_policy: neither always, never nor roster");
        }
        for (String jid : record.getPreference().getAlwaysList()) {
            text("always", jid);
        }
        for (String jid : record.getPreference().getNeverList()) {
            text("never", jid);
        }
        batch.preferences.put(
                new Rows.Owner(tenant(record.getTenant()), owner(record)), record.getPreference());
    }

    private void sample(Batch batch, ConsumerRecord<byte[], byte[]> entry)
            throws UnusableException {
        try {
            UsageSample sample =
                    UsageSample.parseFrom(entry.value() == null ? new byte[0] : entry.value());
            if (sample.getEventId().isEmpty() || sample.getEventId().length() > EVENT_ID_CHARS) {
                throw new UnusableException("event_id: not 1 to " + EVENT_ID_CHARS + " characters");
            }
            batch.usage.add(
                    new UsageEvent(
                            text("event_id", sample.getEventId()),
                            new TenantId(tenant(sample.getTenant())),
                            text("domain", sample.getDomain()),
                            text("meter", sample.getMeter()),
                            sample.getQuantity(),
                            Instant.ofEpochMilli(sample.getOccurredMillis()),
                            text("subject", sample.getSubject())));
        } catch (InvalidProtocolBufferException e) {
            throw new UnusableException("value: not a usage sample");
        }
    }

    private Rows.Key key(LogRecord record, ByteString id) throws UnusableException {
        return new Rows.Key(tenant(record.getTenant()), owner(record), uuid("id", id));
    }

    private String owner(LogRecord record) throws UnusableException {
        if (record.getOwner().isEmpty()) {
            throw new UnusableException("owner: empty");
        }
        return text("owner", record.getOwner());
    }

    private static UUID tenant(ByteString bytes) throws UnusableException {
        return uuid("tenant", bytes);
    }

    private static UUID uuid(String name, ByteString bytes) throws UnusableException {
        if (bytes.size() != UUID_BYTES) {
            throw new UnusableException(name + ": " + bytes.size() + " bytes, not 16");
        }
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /// PostgreSQL takes neither U+0000 nor keys of any length.
    private String text(String name, String value) throws UnusableException {
        if (value.indexOf('\0') >= 0) {
            throw new UnusableException(name + ": with U+0000");
        }
        if (value.length() > limits.keyBytes() / UTF8_BYTES
                && value.getBytes(StandardCharsets.UTF_8).length > limits.keyBytes()) {
            throw new UnusableException(name + ": over " + limits.keyBytes() + " bytes");
        }
        return value;
    }
}
