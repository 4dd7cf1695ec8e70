package io.rookery.routing.account;

import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.ToSession;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives stanzas to sessions: holds back what an inactive client need not see (XEP-0352), what must
/// wait behind pending messages, and numbers the rest.
final class Outbox {
    private final Effects effects;
    private final AccountLimits limits;
    private final Overflow overflow;
    private final Sessions sessions;
    private final Records records;
    private Effects.@Nullable Timer timer;

    Outbox(
            Effects effects,
            AccountLimits limits,
            Sessions sessions,
            Records records,
            Overflow overflow) {
        this.records = records;
        this.sessions = sessions;
        this.effects = effects;
        this.limits = limits;
        this.overflow = overflow;
    }

    /// Delivers again what an edge should have had long ago: what a network loses between two nodes
    /// nobody else would notice (docs/protocol.md §3).
    private void watch() {
        if (timer == null) {
            timer = effects.after(limits.retryDelay().dividedBy(2), this::tick);
        }
    }

    private void tick() {
        timer = null;
        boolean waiting = false;
        for (Session session : sessions.snapshot()) {
            GatewayAddress gateway = session.gateway;
            int stuck = gateway == null ? 0 : session.outbound.stuck();
            if (stuck > limits.retryDeadline().dividedBy(limits.retryDelay().dividedBy(2))) {
                // Its edge's last word was lost, or it will attach itself again.
                overflow.silent(session);
            } else if (gateway != null && stuck > 0) {
                session.outbound.unhanded().forEach(stanza -> transmit(session, gateway, stanza));
            }
            waiting |= session.attached() && !session.outbound.isHanded();
        }
        if (waiting) {
            watch();
        }
    }

    private void transmit(Session session, GatewayAddress gateway, NumberedStanza stanza) {
        effects.toSession(gateway, new ToSession.Deliver(session.link, session.attachment, stanza));
    }

    /// Told of sessions that do not take what they are given.
    interface Overflow {
        /// It takes too slowly.
        void overflowed(Session session);

        /// Its edge has not answered for the whole retry deadline.
        void silent(Session session);
    }

    /// Gives a stanza to a session.
    void give(Session session, Stanza stanza) {
        give(session, stanza, null, null);
    }

    /// Gives a stanza to a session.
    ///
    /// @param name of a message that the account has named
    /// @param onHanded runs once when the session's edge has it, or never will
    void give(
            Session session,
            Stanza stanza,
            NumberedStanza.@Nullable Name name,
            @Nullable Runnable onHanded) {
        if (session.behindPending != null
                && session.heldBehindPending(new Session.Held(stanza, name, onHanded))) {
            return;
        }
        if (session.inactive && holdsBack(session, stanza)) {
            if (onHanded != null) {
                onHanded.run();
            }
            return;
        }
        flushPresence(session);
        number(session, stanza, name, onHanded);
    }

    /// What the client missed while it was inactive.
    void flushPresence(Session session) {
        if (session.heldPresence.isEmpty()) {
            return;
        }
        List<Stanza> held = List.copyOf(session.heldPresence.values());
        session.heldPresence.clear();
        held.forEach(presence -> number(session, presence, null, null));
    }

    /// Pending messages have been handed over: what came meanwhile follows.
    void releaseBehindPending(Session session) {
        ArrayDeque<Session.Held> held = session.behindPending;
        session.behindPending = null;
        if (held != null) {
            held.forEach(h -> give(session, h.stanza(), h.name(), h.onHanded()));
        }
    }

    /// Numbers a stanza and sends it now.
    void number(
            Session session,
            Stanza stanza,
            NumberedStanza.@Nullable Name name,
            @Nullable Runnable onHanded) {
        GatewayAddress gateway = session.gateway;
        NumberedStanza numbered = session.outbound.add(stanza, name, onHanded, records.written());
        count(stanza);
        if (gateway == null) {
            session.outbound.releaseHanded();
        } else {
            transmit(session, gateway, numbered);
            watch();
        }
        if (session.outbound.size() > limits.outboundStanzas()
                || session.outbound.bytes() > limits.outboundBytes()) {
            overflow.overflowed(session);
        }
    }

    /// XEP-0352 §5: presence waits, the latest of each sender; so do pure chat states, which are
    /// lost.
    private boolean holdsBack(Session session, Stanza stanza) {
        if (stanza instanceof Presence presence
                && (presence.type() == Presence.Type.AVAILABLE
                        || presence.type() == Presence.Type.UNAVAILABLE)
                && presence.from() != null
                && session.heldPresence.size() < limits.directedPresences()) {
            session.heldPresence.remove(presence.from());
            session.heldPresence.put(presence.from(), presence);
            return true;
        }
        return stanza instanceof Message message && message.payload().marks().isChatStateOnly();
    }

    private void count(Stanza stanza) {
        effects.count(
                switch (stanza) {
                    case Message message -> AccountEvent.MESSAGE_OUT;
                    case Presence presence -> AccountEvent.PRESENCE_OUT;
                    case Iq iq -> AccountEvent.IQ_OUT;
                });
    }
}
