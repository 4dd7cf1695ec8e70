package io.rookery.routing.account;

import com.google.protobuf.ByteString;
import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.port.Archive.ArchivePreferences;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.shard.Uuids;
import io.rookery.routing.wire.Direction;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Preference;
import io.rookery.routing.wire.Stored;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Reads back from records of the log what an account remembers of them.
final class Restored {
    private Restored() {}

    /// Whether these records leave something pending.
    static boolean isSomePending(List<LogRecord> records) {
        Set<ByteString> pending = new HashSet<>();
        for (LogRecord record : records) {
            if (record.hasStored() && (record.getStored().getFlags() & RecordFlags.PENDING) != 0) {
                pending.add(record.getStored().getId());
            } else if (record.hasPending()) {
                pending.addAll(record.getPending().getIdsList());
            } else if (record.hasTaken()) {
                record.getTaken().getIdsList().forEach(pending::remove);
            }
        }
        return !pending.isEmpty();
    }

    /// What a record says is preferred; empty when it is of a later version and says what this one
    /// does not know.
    static Optional<ArchivePreferences> preferences(Preference record) {
        try {
            return Optional.of(
                    new ArchivePreferences(
                            ArchivePreferences.Default.valueOf(
                                    record.getDefaultPolicy().toUpperCase(Locale.ROOT)),
                            jids(record.getAlwaysList()),
                            jids(record.getNeverList())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Set<Jid> jids(List<String> texts) {
        return texts.stream().map(Jid::parse).collect(Collectors.toSet());
    }

    /// Puts the keys of a message record where its resend is looked for.
    static void keys(Stored stored, RecentKeys recent) {
        UUID uuid = Uuids.of(stored.getId());
        IngressKey key =
                new IngressKey(
                        SessionId.ofBytes(stored.getIngress().getSession().toByteArray()),
                        stored.getIngress().getNumber());
        recent.remember(key, uuid);
        if (!stored.getOriginId().isEmpty()
                && Envelopes.open(stored.getStanza()) instanceof Message message) {
            RecentKeys.Origin origin =
                    stored.getDirection() == Direction.SENT
                            ? Messages.origin(message)
                            : Messages.receivedOrigin(message);
            if (origin != null) {
                recent.remember(origin, new RecentKeys.Recorded(uuid, key));
            }
        }
    }
}
