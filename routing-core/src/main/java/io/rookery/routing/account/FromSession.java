package io.rookery.routing.account;

import io.rookery.routing.hop.IngressKey;
import io.rookery.xmpp.stanza.Stanza;

/// One stanza of an own session while it is worked on. Whoever works on it calls `leave` once when
/// what needs the session's order is done, and `done` once when the rest has been started.
final class FromSession {
    final Session session;
    final Stanza stanza;
    final IngressKey key;
    final boolean maybeSeen;
    final Confirmation confirmation;

    FromSession(
            Session session,
            Stanza stanza,
            IngressKey key,
            boolean maybeSeen,
            Confirmation confirmation) {
        this.session = session;
        this.stanza = stanza;
        this.key = key;
        this.maybeSeen = maybeSeen;
        this.confirmation = confirmation;
    }

    /// The session's next stanza may be worked on, and this one needs nothing but its holds.
    void done() {
        confirmation.release();
        session.gate.leave();
    }
}
