package io.rookery.routing.account;

import com.google.protobuf.ByteString;
import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.shard.Uuids;
import io.rookery.routing.wire.Direction;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Stored;
import io.rookery.routing.wire.Taken;
import io.rookery.routing.wire.WireIngressKey;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Message;
import java.util.UUID;

/// Writes an account's message records (docs/protocol.md §6).
final class Records {
    private final Effects effects;
    private long written;
    private long durable;
    private boolean pending;

    Records(Effects effects) {
        this.effects = effects;
    }

    /// How many have been written: names the last of them.
    long written() {
        return written;
    }

    /// Whether the record that [#written] named is durable, and so all before.
    boolean isDurable(long record) {
        return record <= durable;
    }

    /// Whether something may be pending that this owner of the account, or the one before, recorded
    /// so.
    boolean mayHavePending() {
        return pending;
    }

    void pending(boolean some) {
        pending = some;
    }

    /// Records something else.
    void append(LogRecord.Builder builder, Runnable whenDurable) {
        long record = ++written;
        effects.append(
                builder,
                () -> {
                    durable = Math.max(durable, record);
                    whenDurable.run();
                });
    }

    /// Runs `then` when the log has shown that no other owner has opened the shard by now; never
    /// when one has, since the account ends then.
    void whenOwned(Runnable then) {
        append(LogRecord.newBuilder().setTaken(Taken.getDefaultInstance()), then);
    }

    /// Counts what the shard's opening wrote of this account as one record, its first.
    void afterRepairs() {
        long record = ++written;
        effects.await(
                effects.position(),
                (position, failure) -> {
                    if (failure == null) {
                        durable = Math.max(durable, record);
                    }
                });
    }

    /// Records a message under `id`.
    ///
    /// @param message without the stanza id of this owner: readers add it from `id`
    /// @param flags of [RecordFlags]
    void stored(
            UUID id,
            Direction direction,
            Jid peer,
            Message message,
            IngressKey key,
            int flags,
            Runnable whenDurable) {
        String originId = message.payload().marks().originId();
        Stored.Builder stored =
                Stored.newBuilder()
                        .setId(Uuids.bytes(id))
                        .setStampMillis(effects.now().toEpochMilli())
                        .setDirection(direction)
                        .setPeer(peer.toString())
                        .setStanza(Envelopes.of(message))
                        .setIngress(
                                WireIngressKey.newBuilder()
                                        .setSession(ByteString.copyFrom(key.session().bytes()))
                                        .setNumber(key.number()))
                        .setFlags(flags)
                        .setOriginId(originId == null ? "" : originId);
        pending |= (flags & RecordFlags.PENDING) != 0;
        append(LogRecord.newBuilder().setStored(stored), whenDurable);
    }

    /// Keeps as pending a delivered message of which there is no record.
    void keep(NumberedStanza stanza) {
        NumberedStanza.Name name = stanza.name();
        if (name != null && stanza.stanza() instanceof Message message && message.from() != null) {
            stored(
                    name.stanzaId(),
                    Direction.RECEIVED,
                    message.from(),
                    message,
                    name.key(),
                    RecordFlags.PENDING,
                    () -> {});
        }
    }
}
