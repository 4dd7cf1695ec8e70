package io.rookery.edge.session;

import io.rookery.routing.hop.NumberedStanza;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stream from account to client: takes only the next number and keeps stanzas until the client
/// has them and their records are durable.
final class Outbound {
    private final int unsettledMax;
    private long handed;
    private long taken;
    private long settled;
    // Null while empty: most sessions are idle.
    private @Nullable ArrayDeque<NumberedStanza> untaken;
    // What the client has, but perhaps not yet the log; null while empty.
    private @Nullable ArrayDeque<NumberedStanza> unsettled;

    /// @param unsettledMax stanzas kept that the client has
    Outbound(int unsettledMax) {
        this.unsettledMax = unsettledMax;
    }

    /// The greatest number that the edge has.
    long handed() {
        return handed;
    }

    /// The greatest number that the client has.
    long taken() {
        return taken;
    }

    int count() {
        return untaken == null ? 0 : untaken.size();
    }

    /// Takes a stanza when its number is the next; else nothing happens.
    boolean hand(NumberedStanza stanza) {
        if (stanza.number() != handed + 1) {
            return false;
        }
        handed++;
        if (untaken == null) {
            untaken = new ArrayDeque<>(4);
        }
        untaken.add(stanza);
        return true;
    }

    /// Goes on where an earlier edge stood.
    ///
    /// @param next number of the next stanza
    /// @param known what the client has, but perhaps not yet the log
    void resume(long next, List<NumberedStanza> known) {
        handed = next - 1;
        taken = next - 1;
        settled = known.isEmpty() ? taken : known.getFirst().number() - 1;
        known.forEach(this::keep);
    }

    /// Forgets what the client has; false when it had all of it before.
    boolean take(long number) {
        if (number <= taken || number > handed) {
            return false;
        }
        taken = number;
        ArrayDeque<NumberedStanza> queue = untaken;
        while (queue != null && !queue.isEmpty() && queue.peek().number() <= number) {
            keep(queue.remove());
        }
        if (queue != null && queue.isEmpty()) {
            untaken = null;
        }
        return true;
    }

    /// If the record of what the client has is lost with the account's owner, only this edge can
    /// say under which id the client has it. While the log is away the oldest is given up.
    private void keep(NumberedStanza stanza) {
        NumberedStanza.Name name = stanza.name();
        if (name == null || !name.recorded() || stanza.number() <= settled) {
            return;
        }
        if (unsettled == null) {
            unsettled = new ArrayDeque<>(4);
        }
        unsettled.add(stanza);
        if (unsettled.size() > unsettledMax) {
            unsettled.remove();
        }
    }

    /// The records of everything up to `number` are durable. Nothing is said of what the edge does
    /// not have yet: a new owner of the account gives those numbers anew.
    void settle(long number) {
        settled = Math.max(settled, Math.min(number, handed));
        ArrayDeque<NumberedStanza> queue = unsettled;
        while (queue != null && !queue.isEmpty() && queue.peek().number() <= settled) {
            queue.remove();
        }
        if (queue != null && queue.isEmpty()) {
            unsettled = null;
        }
    }

    /// Up to this number nothing is kept that the client has.
    long settled() {
        return unsettled == null ? handed : settled;
    }

    boolean isUnsettled() {
        return unsettled != null;
    }

    /// What the client has and the log may not, in order.
    List<NumberedStanza> unsettled() {
        return unsettled == null ? List.of() : List.copyOf(unsettled);
    }

    /// What the client may not have, in order.
    List<NumberedStanza> untaken() {
        return untaken == null ? List.of() : List.copyOf(untaken);
    }
}
