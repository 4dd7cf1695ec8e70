package io.rookery.edge.session;

import io.rookery.routing.hop.NumberedStanza;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stream from account to client: takes only the next number and keeps stanzas until the client
/// has them.
final class Outbound {
    private long handed;
    private long taken;
    // Null while empty: most sessions are idle.
    private @Nullable ArrayDeque<NumberedStanza> untaken;

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

    /// Goes on where an earlier edge stood: the next stanza has this number.
    void resume(long next) {
        handed = next - 1;
        taken = next - 1;
    }

    /// Forgets what the client has; false when it had all of it before.
    boolean take(long number) {
        if (number <= taken || number > handed) {
            return false;
        }
        taken = number;
        ArrayDeque<NumberedStanza> queue = untaken;
        while (queue != null && !queue.isEmpty() && queue.peek().number() <= number) {
            queue.remove();
        }
        if (queue != null && queue.isEmpty()) {
            untaken = null;
        }
        return true;
    }

    /// What the client may not have, in order.
    List<NumberedStanza> untaken() {
        return untaken == null ? List.of() : List.copyOf(untaken);
    }
}
