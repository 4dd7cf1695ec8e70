package io.rookery.edge.session;

import io.rookery.routing.hop.NumberedStanza;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.stanza.Stanza;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The stream from client to account: numbers stanzas and keeps them until they are confirmed.
final class Inbound {
    /// What a stanza weighs beside its payload.
    private static final int HEADER_BYTES = 128;

    private long received;
    private long confirmed;
    private int bytes;
    // Null while empty: most sessions are idle.
    private @Nullable ArrayDeque<NumberedStanza> pending;

    long received() {
        return received;
    }

    long confirmed() {
        return confirmed;
    }

    int count() {
        return pending == null ? 0 : pending.size();
    }

    int bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return pending == null;
    }

    NumberedStanza take(Stanza stanza, @Nullable StanzaError fault) {
        received++;
        NumberedStanza numbered =
                fault == null
                        ? NumberedStanza.of(received, stanza)
                        : NumberedStanza.refused(received, stanza, fault);
        keep(numbered);
        return numbered;
    }

    private void keep(NumberedStanza numbered) {
        if (pending == null) {
            pending = new ArrayDeque<>(4);
        }
        pending.add(numbered);
        bytes += weight(numbered);
    }

    /// Goes on where an earlier edge stood.
    ///
    /// @param unconfirmed accepted by the account, not yet confirmed; the last has number
    ///   `accepted`
    void resume(long accepted, List<NumberedStanza> unconfirmed) {
        received = accepted;
        confirmed = unconfirmed.isEmpty() ? accepted : unconfirmed.getFirst().number() - 1;
        unconfirmed.forEach(this::keep);
    }

    /// Forgets what is confirmed; false when nothing new is.
    boolean confirm(long number) {
        if (number <= confirmed || number > received) {
            return false;
        }
        confirmed = number;
        ArrayDeque<NumberedStanza> queue = pending;
        while (queue != null && !queue.isEmpty() && queue.peek().number() <= number) {
            bytes -= weight(queue.remove());
        }
        if (queue != null && queue.isEmpty()) {
            pending = null;
        }
        return true;
    }

    /// The client gets the answer to a request. If that must be sent again, to a new owner of the
    /// account, it must only be counted: an answer that nobody waits for stands in its place.
    void answered(Iq answer) {
        ArrayDeque<NumberedStanza> queue = pending;
        if (queue == null || answer.isRequest()) {
            return;
        }
        ArrayDeque<NumberedStanza> rest = new ArrayDeque<>(queue.size());
        for (NumberedStanza numbered : queue) {
            boolean done =
                    numbered.stanza() instanceof Iq request
                            && request.isRequest()
                            && request.id().equals(answer.id())
                            && Objects.equals(request.to(), answer.from());
            rest.add(done ? counted(numbered) : numbered);
        }
        pending = rest;
    }

    private NumberedStanza counted(NumberedStanza request) {
        NumberedStanza counted =
                NumberedStanza.of(
                        request.number(),
                        new Iq(
                                request.stanza().from(),
                                null,
                                String.valueOf(request.stanza().id()),
                                null,
                                Iq.Type.RESULT,
                                Payload.EMPTY));
        bytes += weight(counted) - weight(request);
        return counted;
    }

    /// What is unconfirmed, in order.
    List<NumberedStanza> unconfirmed() {
        return pending == null ? List.of() : List.copyOf(pending);
    }

    private static int weight(NumberedStanza numbered) {
        return HEADER_BYTES + numbered.stanza().payload().size();
    }
}
