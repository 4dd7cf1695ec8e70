package io.rookery.routing.account;

import io.rookery.routing.hop.NumberedStanza;
import java.util.ArrayDeque;
import java.util.List;

/// The receiving end of a numbered stream (docs/protocol.md §3): takes only the next number, and
/// knows up to which number everything is confirmed.
final class InboundStream {
    private final ArrayDeque<Entry> open = new ArrayDeque<>();
    private long accepted;
    private long confirmed;

    /// @param accepted the greatest number taken so far
    InboundStream(long accepted) {
        this.accepted = accepted;
        this.confirmed = accepted;
    }

    /// What to do with an arriving number.
    enum Arrival {
        NEXT,
        SEEN,
        GAP
    }

    /// Judges a stanza by its number, and takes it when it is the next.
    Arrival arrive(NumberedStanza stanza) {
        long number = stanza.number();
        if (number <= accepted) {
            return Arrival.SEEN;
        }
        if (number > accepted + 1) {
            return Arrival.GAP;
        }
        accepted = number;
        open.add(new Entry(stanza));
        return Arrival.NEXT;
    }

    /// `number` is confirmed; returns whether [#confirmed] grew.
    boolean confirm(long number) {
        for (Entry entry : open) {
            if (entry.stanza.number() == number) {
                entry.done = true;
                break;
            }
        }
        long before = confirmed;
        while (!open.isEmpty() && open.getFirst().done) {
            confirmed = open.removeFirst().stanza.number();
        }
        return confirmed > before;
    }

    /// The greatest number taken.
    long accepted() {
        return accepted;
    }

    /// The greatest number up to which everything is confirmed.
    long confirmed() {
        return confirmed;
    }

    /// Taken and not confirmed, oldest first.
    List<NumberedStanza> unconfirmed() {
        return open.stream().map(entry -> entry.stanza).toList();
    }

    boolean idle() {
        return open.isEmpty();
    }

    private static final class Entry {
        private final NumberedStanza stanza;
        private boolean done;

        Entry(NumberedStanza stanza) {
            this.stanza = stanza;
        }
    }
}
