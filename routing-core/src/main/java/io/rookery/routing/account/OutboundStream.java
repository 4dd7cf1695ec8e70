package io.rookery.routing.account;

import io.rookery.routing.hop.NumberedStanza;
import io.rookery.xmpp.stanza.Stanza;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What an account sends to one session: numbered, kept until the client has it.
final class OutboundStream {
    private final ArrayDeque<Sent> untaken = new ArrayDeque<>();
    // What somebody waits for the edge to have. Whoever is told may give the session something
    // more, so each is taken out before it is told.
    private final ArrayDeque<Sent> awaited = new ArrayDeque<>(1);
    // What has a record that may not be durable yet, oldest first.
    private final ArrayDeque<Unsettled> unsettled = new ArrayDeque<>();
    private long last;
    private long handed;
    private long taken;
    private long askedAt = -1;
    private int stuck;
    private long bytes;

    OutboundStream(long last, long taken) {
        this.last = last;
        this.handed = last;
        this.taken = taken;
    }

    /// One stanza on its way to the client, and what runs once when the edge has it.
    static final class Sent {
        private NumberedStanza stanza;
        private final @Nullable Runnable onHanded;

        Sent(NumberedStanza stanza, @Nullable Runnable onHanded) {
            this.stanza = stanza;
            this.onHanded = onHanded;
        }

        void handed() {
            if (onHanded != null) {
                onHanded.run();
            }
        }
    }

    private static final class Unsettled {
        private final long number;
        private final @Nullable NumberedStanza stanza;
        // That must be durable; when it was taken, the one that says so as well.
        private long record;
        private boolean takenWritten;

        Unsettled(long number, long record, @Nullable NumberedStanza stanza) {
            this.number = number;
            this.record = record;
            this.stanza = stanza;
        }
    }

    /// Numbers a stanza and keeps it.
    ///
    /// @param record of [Records#written], that of the stanza included
    NumberedStanza add(
            Stanza stanza,
            NumberedStanza.@Nullable Name name,
            @Nullable Runnable onHanded,
            long record) {
        last++;
        NumberedStanza numbered = new NumberedStanza(last, stanza, null, name);
        Sent sent = new Sent(numbered, onHanded);
        untaken.add(sent);
        if (onHanded != null) {
            awaited.add(sent);
        }
        if (name != null && name.recorded()) {
            // As many as their senders' windows let in while the log is away.
            unsettled.add(new Unsettled(last, record, numbered));
        }
        bytes += size(numbered);
        return numbered;
    }

    /// Puts back what an edge says it holds, or the log: numbers as given. Nothing that was given
    /// by an earlier owner is settled before `record` is durable.
    void restore(List<NumberedStanza> stanzas, long record) {
        unsettled.add(new Unsettled(1, record, null));
        for (NumberedStanza stanza : stanzas) {
            untaken.add(new Sent(stanza, null));
            NumberedStanza.Name name = stanza.name();
            if (name != null && name.recorded()) {
                unsettled.add(new Unsettled(stanza.number(), record, stanza));
            }
            bytes += size(stanza);
            last = Math.max(last, stanza.number());
        }
        handed = last;
    }

    /// Up to this number everything is recorded for good, and so is that the client has it.
    long settled(Records records, Awaited awaited) {
        while (!unsettled.isEmpty() && isSettled(unsettled.getFirst(), records, awaited)) {
            unsettled.removeFirst();
        }
        return unsettled.isEmpty() ? last : unsettled.getFirst().number - 1;
    }

    private boolean isSettled(Unsettled entry, Records records, Awaited awaited) {
        if (!entry.takenWritten && entry.number <= taken && !awaited.isUnwritten()) {
            entry.record = records.written();
            entry.takenWritten = true;
        }
        return entry.takenWritten && records.isDurable(entry.record);
    }

    /// What the client has, but perhaps not yet the log.
    List<NumberedStanza> unsettled(Records records, Awaited awaited) {
        long from = settled(records, awaited);
        List<NumberedStanza> list = new ArrayList<>();
        for (Unsettled entry : unsettled) {
            if (entry.stanza != null && entry.number > from && entry.number <= taken) {
                list.add(entry.stanza);
            }
        }
        return list;
    }

    /// The edge has everything up to `number`.
    void handed(long number) {
        if (number <= handed) {
            return;
        }
        handed = Math.min(number, last);
        while (!awaited.isEmpty() && awaited.getFirst().stanza.number() <= handed) {
            awaited.removeFirst().handed();
        }
    }

    /// The client has everything up to `number`; each stanza newly taken goes to `each`.
    void taken(long number, Consumer<NumberedStanza> each) {
        handed(number);
        taken = Math.max(taken, Math.min(number, last));
        while (!untaken.isEmpty() && untaken.getFirst().stanza.number() <= number) {
            Sent sent = untaken.removeFirst();
            bytes -= size(sent.stanza);
            each.accept(sent.stanza);
        }
    }

    /// The session will never take the rest: nobody waits for its edge any more.
    List<NumberedStanza> abandon() {
        List<NumberedStanza> rest = untaken();
        releaseHanded();
        untaken.clear();
        bytes = 0;
        return rest;
    }

    /// Nobody waits for the edge's word on these any more, but the client may still take them.
    void releaseHanded() {
        while (!awaited.isEmpty()) {
            awaited.removeFirst().handed();
        }
    }

    /// Everything that the client may not have, oldest first.
    List<NumberedStanza> untaken() {
        List<NumberedStanza> list = new ArrayList<>(untaken.size());
        untaken.forEach(sent -> list.add(sent.stanza));
        return list;
    }

    /// Gives another name to what the client may not have; false when it has it.
    boolean rename(UUID id, NumberedStanza.Name name) {
        for (Sent sent : untaken) {
            NumberedStanza.Name before = sent.stanza.name();
            if (before != null && before.stanzaId().equals(id)) {
                sent.stanza = sent.stanza.named(name);
                return true;
            }
        }
        return false;
    }

    /// Everything that the edge may not have, oldest first.
    List<NumberedStanza> unhanded() {
        List<NumberedStanza> list = new ArrayList<>();
        for (Sent sent : untaken) {
            if (sent.stanza.number() > handed) {
                list.add(sent.stanza);
            }
        }
        return list;
    }

    /// Adds the ids of the messages that the client may not have.
    void addIds(Set<UUID> ids) {
        for (Sent sent : untaken) {
            NumberedStanza.Name name = sent.stanza.name();
            if (name != null) {
                ids.add(name.stanzaId());
            }
        }
    }

    /// Whether the edge has everything.
    boolean isHanded() {
        return handed >= last;
    }

    /// How often in a row the edge had got no further when this was asked, and not everything.
    int stuck() {
        stuck = !isHanded() && handed == askedAt ? stuck + 1 : 0;
        askedAt = isHanded() ? -1 : handed;
        return stuck;
    }

    int size() {
        return untaken.size();
    }

    long bytes() {
        return bytes;
    }

    long last() {
        return last;
    }

    long takenNumber() {
        return taken;
    }

    private static long size(NumberedStanza stanza) {
        return stanza.stanza().payload().size();
    }
}
