package io.rookery.routing.shard;

import com.google.protobuf.ByteString;
import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener.Attendance;
import io.rookery.routing.hop.ToAccount.SessionState;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.wire.Direction;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Pending;
import io.rookery.routing.wire.Stored;
import io.rookery.routing.wire.WireIngressKey;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What the tail of a shard's log says, gathered while the shard opens, and what must be written
/// before it is open (docs/protocol.md §6, step c).
final class ShardReplay {
    private final Map<String, List<LogRecord>> byAccount = new LinkedHashMap<>();
    private UUID greatestId = Ids.LEAST;

    void add(MessageLog.Positioned positioned) {
        LogRecord record = positioned.record();
        if (record.getOwner().isEmpty()) {
            return;
        }
        records(entityId(record)).add(record);
        if (record.hasStored()) {
            UUID id = Uuids.of(record.getStored().getId());
            if (Ids.compare(id, greatestId) > 0) {
                greatestId = id;
            }
        }
    }

    private List<LogRecord> records(String entityId) {
        return byAccount.computeIfAbsent(entityId, key -> new ArrayList<>());
    }

    UUID greatestId() {
        return greatestId;
    }

    /// What is known of an account, what its repairs add included.
    List<LogRecord> of(String entityId) {
        return List.copyOf(byAccount.getOrDefault(entityId, List.of()));
    }

    /// Records that put right what the last owner left: deliveries that edges hold and the log does
    /// not know, and awaited messages that nobody holds.
    List<LogRecord.Builder> repairs(List<Attendance> attendances) {
        List<LogRecord.Builder> repairs = new ArrayList<>();
        Map<String, Set<UUID>> held = new HashMap<>();
        for (Attendance attendance : attendances) {
            String entityId = attendance.account().entityId();
            Set<UUID> ids = held.computeIfAbsent(entityId, key -> new HashSet<>());
            SessionState state = attendance.attach().state();
            for (NumberedStanza stanza : together(state.unsettled(), state.untaken())) {
                NumberedStanza.Name name = stanza.name();
                if (name != null
                        && ids.add(name.stanzaId())
                        && name.recorded()
                        && !name.wasPending()) {
                    boolean taken = stanza.number() <= state.taken();
                    rewritten(attendance, stanza, name, taken ? 0 : RecordFlags.AWAITED)
                            .ifPresent(repair -> {
                                repairs.add(repair);
                                records(entityId).add(repair.build());
                            });
                }
            }
        }
        Set<SessionId> attended = new HashSet<>();
        attendances.forEach(attendance -> attended.add(attendance.attach().origin()));
        byAccount.forEach((entityId, records) -> {
            repairs.addAll(renewed(records, attended));
            Set<UUID> left = untaken(records);
            left.removeAll(held.getOrDefault(entityId, Set.of()));
            if (!left.isEmpty()) {
                LogRecord.Builder pending = pending(records.getFirst(), left);
                repairs.add(pending);
                records.add(pending.build());
            }
        });
        return repairs;
    }

    /// Snapshots that count and that no edge makes void: the next tail must have them too.
    private static List<LogRecord.Builder> renewed(
            List<LogRecord> records, Set<SessionId> attended) {
        List<LogRecord.Builder> renewed = new ArrayList<>();
        Snapshots.of(records)
                .live()
                .forEach((session, snapshot) -> {
                    if (!attended.contains(session)) {
                        renewed.add(
                                LogRecord.newBuilder()
                                        .setTenant(records.getFirst().getTenant())
                                        .setOwner(records.getFirst().getOwner())
                                        .setDetached(snapshot));
                    }
                });
        return renewed;
    }

    /// Accounts that have sessions to restore.
    List<String> withSnapshots() {
        return byAccount.entrySet().stream()
                .filter(entry -> !Snapshots.of(entry.getValue()).live().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// The account has been told, and restores its sessions once: what becomes of them from then on
    /// the replay does not know.
    void told(String entityId) {
        List<LogRecord> records = byAccount.get(entityId);
        if (records != null) {
            records.removeIf(Snapshots::isPart);
        }
    }

    void forget() {
        byAccount.clear();
    }

    private static List<NumberedStanza> together(
            List<NumberedStanza> first, List<NumberedStanza> second) {
        List<NumberedStanza> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private Optional<LogRecord.Builder> rewritten(
            Attendance attendance, NumberedStanza stanza, NumberedStanza.Name name, int awaited) {
        boolean known =
                byAccount.getOrDefault(attendance.account().entityId(), List.of()).stream()
                        .anyMatch(record ->
                                record.hasStored()
                                        && Uuids.of(record.getStored().getId())
                                                .equals(name.stanzaId()));
        if (known || !(stanza.stanza() instanceof Message message)) {
            return Optional.empty();
        }
        if (Ids.compare(name.stanzaId(), greatestId) > 0) {
            greatestId = name.stanzaId();
        }
        // As it came, without the id that its delivery bears: so a resend is known by its content.
        String owner = attendance.account().jid().toString();
        Payload payload =
                message.payload()
                        .without(child ->
                                child.is("stanza-id", "urn:xmpp:sid:0")
                                        && owner.equals(child.attribute("by")));
        String originId = payload.marks().originId();
        boolean archived = message.payload().marks().stanzaIdBy().contains(owner);
        if (!archived && awaited == 0) {
            return Optional.empty();
        }
        // Without an archive row the pending one must hold the stanza.
        int flags = archived ? RecordFlags.ARCHIVE | RecordFlags.COUNTED : RecordFlags.PENDING;
        Stored stored =
                Stored.newBuilder()
                        .setId(Uuids.bytes(name.stanzaId()))
                        .setStampMillis(name.stanzaId().getMostSignificantBits() >>> 16)
                        .setDirection(Direction.RECEIVED)
                        .setPeer(message.from() == null ? "" : message.from().toString())
                        .setStanza(Envelopes.of(message.withPayload(payload)))
                        .setIngress(key(name.key()))
                        .setOriginId(originId == null ? "" : originId)
                        .setFlags(flags | awaited)
                        .build();
        return Optional.of(
                LogRecord.newBuilder()
                        .setTenant(Uuids.bytes(attendance.account().tenant().value()))
                        .setOwner(owner)
                        .setStored(stored));
    }

    private static WireIngressKey key(IngressKey key) {
        return WireIngressKey.newBuilder()
                .setSession(ByteString.copyFrom(key.session().bytes()))
                .setNumber(key.number())
                .build();
    }

    private static Set<UUID> untaken(List<LogRecord> records) {
        Map<UUID, Boolean> awaited = new LinkedHashMap<>();
        for (LogRecord record : records) {
            switch (record.getBodyCase()) {
                case STORED -> {
                    if ((record.getStored().getFlags() & RecordFlags.AWAITED) != 0) {
                        awaited.put(Uuids.of(record.getStored().getId()), true);
                    }
                }
                case TAKEN ->
                        record.getTaken().getIdsList().forEach(id -> awaited.remove(Uuids.of(id)));
                case PENDING ->
                        record.getPending()
                                .getIdsList()
                                .forEach(id -> awaited.remove(Uuids.of(id)));
                case OPENING, OPENED, PREFERENCE, DETACHED, ENDED, BODY_NOT_SET -> {}
            }
        }
        return new LinkedHashSet<>(awaited.keySet());
    }

    private static LogRecord.Builder pending(LogRecord like, Set<UUID> ids) {
        Pending.Builder pending = Pending.newBuilder();
        ids.forEach(id -> pending.addIds(Uuids.bytes(id)));
        return LogRecord.newBuilder()
                .setTenant(like.getTenant())
                .setOwner(like.getOwner())
                .setPending(pending);
    }

    private static String entityId(LogRecord record) {
        return new TenantId(Uuids.of(record.getTenant())).hex() + '/' + record.getOwner();
    }
}
