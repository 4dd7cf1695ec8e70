package io.rookery.routing.shard;

import com.google.protobuf.ByteString;
import io.rookery.routing.hop.AccountId;
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
import org.jspecify.annotations.Nullable;

/// What the tail of a shard's log says, gathered while the shard opens, and what must be written
/// before it is open (docs/protocol.md §6, step c).
final class ShardReplay {
    private final Map<String, List<LogRecord>> byAccount = new LinkedHashMap<>();
    private UUID greatestId = Ids.LEAST;
    private @Nullable UUID leastId;
    // The tail is all that the log has ever had.
    private boolean whole;

    /// All has been added.
    void complete(boolean whole) {
        this.whole = whole;
    }

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
            if (leastId == null || Ids.compare(id, leastId) < 0) {
                leastId = id;
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
        List<Lost> lost = new ArrayList<>();
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
                        && !name.wasPending()
                        && stanza.stanza() instanceof Message message
                        && !isRecorded(attendance.account(), message, name)) {
                    boolean taken = stanza.number() <= state.taken();
                    lost.add(new Lost(attendance.account(), message, name, taken));
                }
            }
        }
        lost.sort((one, other) -> Ids.compare(one.name.stanzaId(), other.name.stanzaId()));
        for (Lost each : lost) {
            rewritten(each)
                    .ifPresent(repair -> {
                        repairs.add(repair);
                        records(each.account.entityId()).add(repair.build());
                    });
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

    /// A delivery that an edge has and the log has not.
    private record Lost(
            AccountId account, Message message, NumberedStanza.Name name, boolean taken) {}

    private Optional<LogRecord.Builder> rewritten(Lost lost) {
        // As it came, without the id that its delivery bears: so a resend is known by its content.
        String owner = lost.account.jid().toString();
        Message message = lost.message;
        Payload payload =
                message.payload()
                        .without(child ->
                                child.is("stanza-id", "urn:xmpp:sid:0")
                                        && owner.equals(child.attribute("by")));
        String originId = payload.marks().originId();
        boolean archived = message.payload().marks().stanzaIdBy().contains(owner);
        if (!archived && lost.taken) {
            return Optional.empty();
        }
        UUID id = lost.name.stanzaId();
        int awaited = lost.taken ? 0 : RecordFlags.AWAITED;
        if (isPassed(lost.account, id)) {
            // Its edge missed the roll-call of an owner that has named newer ones since. An archive
            // only grows, so it gets a new id; whether the session takes it is told of the old one.
            id = Ids.after(greatestId, id);
            awaited = lost.taken ? 0 : RecordFlags.PENDING;
        }
        if (Ids.compare(id, greatestId) > 0) {
            greatestId = id;
        }
        // Without an archive row the pending one must hold the stanza.
        int flags = archived ? RecordFlags.ARCHIVE | RecordFlags.COUNTED : RecordFlags.PENDING;
        Stored stored =
                Stored.newBuilder()
                        .setId(Uuids.bytes(id))
                        .setStampMillis(id.getMostSignificantBits() >>> 16)
                        .setDirection(Direction.RECEIVED)
                        .setPeer(message.from() == null ? "" : message.from().toString())
                        .setStanza(Envelopes.of(message.withPayload(payload)))
                        .setIngress(key(lost.name.key()))
                        .setOriginId(originId == null ? "" : originId)
                        .setFlags(flags | awaited)
                        .build();
        return Optional.of(
                LogRecord.newBuilder()
                        .setTenant(Uuids.bytes(lost.account.tenant().value()))
                        .setOwner(owner)
                        .setStored(stored));
    }

    /// Whether readers of the account's archive may have gone past `id`, which is young enough that
    /// the tail would have it.
    private boolean isPassed(AccountId account, UUID id) {
        return (whole || (leastId != null && Ids.compare(id, leastId) > 0))
                && byAccount.getOrDefault(account.entityId(), List.of()).stream()
                        .filter(LogRecord::hasStored)
                        .anyMatch(record ->
                                Ids.compare(Uuids.of(record.getStored().getId()), id) > 0);
    }

    /// Under this id, or under another that an owner gave to what the edge of an earlier one has
    /// held over a roll-call that it missed: what readers have gone past must not come to be behind
    /// them.
    private boolean isRecorded(AccountId account, Message message, NumberedStanza.Name name) {
        WireIngressKey key = key(name.key());
        String originId = message.payload().marks().originId();
        String peer = String.valueOf(message.from());
        return byAccount.getOrDefault(account.entityId(), List.of()).stream()
                .filter(LogRecord::hasStored)
                .map(LogRecord::getStored)
                .filter(stored -> stored.getDirection() == Direction.RECEIVED)
                .anyMatch(stored ->
                        Uuids.of(stored.getId()).equals(name.stanzaId())
                                || stored.getIngress().equals(key)
                                || (stored.getOriginId().equals(originId)
                                        && stored.getPeer().equals(peer)));
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
