package io.rookery.routing.account;

import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.ToAccount.Attach;
import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.routing.hop.ToAccount.SessionState;
import io.rookery.routing.hop.ToSession;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.JidFormatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How sessions come and go: bind, resumption, re-attachment, loss of the socket, end (RFC 6120 §7,
/// XEP-0198, docs/protocol.md §4).
final class Links {
    private final Account account;
    private final Sessions sessions;
    private final Effects effects;
    private final AccountLimits limits;
    private final Supplier<Integer> sessionsMax;

    Links(Account account, Supplier<Integer> sessionsMax) {
        this.account = account;
        this.sessions = account.sessions;
        this.effects = account.effects;
        this.limits = account.ports.limits();
        this.sessionsMax = sessionsMax;
    }

    void attach(Attach attach) {
        switch (attach.kind()) {
            case BIND -> bind(attach);
            case RESUME -> resume(attach);
            case REATTACH -> reattach(attach);
        }
    }

    private void bind(Attach attach) {
        Session known = sessions.ofOrigin(attach.origin());
        if (known != null) {
            attached(known, List.of());
            return;
        }
        FullJid jid;
        try {
            jid = FullJid.of(account.id.jid(), chooseResource(attach.resource()));
        } catch (JidFormatException e) {
            refuse(attach, StanzaError.of(Condition.BAD_REQUEST, "The resource is not valid"), -1);
            return;
        }
        Session same = sessions.ofResource(jid.resource());
        if (same == null && sessions.size() >= sessionsMax.get()) {
            refuse(attach, Errors.full("The account has too many sessions"), -1);
            return;
        }
        if (same != null) {
            // RFC 6120 §7.7.2.2: the newer session takes the resource.
            evict(same, StreamError.Condition.CONFLICT, "Replaced by a new session");
            account.end(same);
        }
        Session session = add(attach, jid);
        effects.count(AccountEvent.SESSION_BOUND);
        attached(session, List.of());
    }

    private String chooseResource(String asked) {
        if (!asked.isEmpty()) {
            return asked;
        }
        return Long.toUnsignedString(effects.random(), 36);
    }

    private Session add(Attach attach, FullJid jid) {
        SessionState state = attach.state();
        Session session =
                new Session(
                        attach.origin(),
                        jid,
                        attach.address(),
                        new InboundStream(state.accepted()),
                        new OutboundStream(state.taken(), state.taken()));
        session.since = effects.now();
        session.link = attach.session();
        session.gateway = attach.gateway();
        session.attachment = attach.attachment() + 1;
        session.carbons = state.carbons();
        session.interested = state.interested();
        session.inactive = state.inactive();
        session.resumption = state.resumption();
        sessions.add(session);
        return session;
    }

    /// XEP-0198 §5: another link takes over a session whose client proves that it knows its id.
    private void resume(Attach attach) {
        Session session = sessions.ofOrigin(attach.origin());
        Resumption resumption = session == null ? null : session.resumption;
        if (session == null || resumption == null || resumption.seconds() == 0) {
            refuse(
                    attach,
                    StanzaError.of(Condition.ITEM_NOT_FOUND, "There is no such session to resume"),
                    sessions.counter(attach.origin()).orElse(-1));
            return;
        }
        long taken = unwrap(attach.resumeFrom(), session, resumption);
        if (taken < 0) {
            refuse(
                    attach,
                    StanzaError.of(
                            Condition.UNDEFINED_CONDITION,
                            "h: " + attach.resumeFrom() + " is more than was sent"),
                    session.clientCount());
        } else if (session.inbound.idle() || session.link.equals(attach.session())) {
            takeOver(session, attach, taken);
        } else {
            waitFor(session, attach);
        }
    }

    /// What the client is told to be handled it forgets, so it waits until that is durable. When it
    /// takes too long the client binds anew, and sends again what was not confirmed. Nobody waits
    /// for the word of the edge that its client has left: two clients of one dead edge would else
    /// wait for each other.
    private void waitFor(Session session, Attach attach) {
        Attach waiting = session.resuming;
        if (waiting != null && waiting.session().equals(attach.session())) {
            return;
        }
        session.resuming = attach;
        session.outbound.releaseHanded();
        effects.after(
                limits.resumeWait(),
                () -> {
                    if (attach.equals(session.resuming)) {
                        session.resuming = null;
                        refuse(
                                attach,
                                StanzaError.of(
                                        Condition.RESOURCE_CONSTRAINT,
                                        "Stanzas of the session are not confirmed yet"),
                                session.clientCount());
                    }
                });
    }

    /// Something that a session sent is confirmed.
    void confirmed(Session session) {
        Attach waiting = session.resuming;
        if (waiting != null && session.inbound.idle()) {
            session.resuming = null;
            resume(waiting);
        }
    }

    private void takeOver(Session session, Attach attach, long taken) {
        session.resuming = null;
        if (session.gateway != null && !session.link.equals(attach.session())) {
            evict(session, StreamError.Condition.CONFLICT, "Resumed elsewhere");
        }
        stopTimer(session);
        sessions.relink(session, attach.session());
        session.gateway = attach.gateway();
        session.attachment++;
        session.introduced = Long.MAX_VALUE;
        session.inactive = false;
        session.outbound.taken(taken, account.awaited::taken);
        effects.count(AccountEvent.SESSION_RESUMED);
        attached(session, session.outbound.untaken());
        account.detached.attached(session);
        if (session.restored) {
            session.restored = false;
            account.presences.refresh(session);
        } else {
            account.pendings.resumed(session);
        }
    }

    /// The outbound number that the client's `h`, a counter modulo 2³², stands for; -1 when it was
    /// never sent. Nothing is sent to a session without a socket: a client that has more than it
    /// was sent before has been resumed since, by an owner whose word of it was lost.
    private static long unwrap(long h, Session session, Resumption resumption) {
        OutboundStream outbound = session.outbound;
        long takenByClient = outbound.takenNumber() - resumption.outboundBase();
        long ahead = (h - takenByClient) & 0xFFFF_FFFFL;
        if (ahead > 0x7FFF_FFFFL) {
            // Behind what was acknowledged already: an old count, nothing new is taken.
            return outbound.takenNumber();
        }
        long number = outbound.takenNumber() + ahead;
        return number > (session.attached() ? outbound.last() : session.sent) ? -1 : number;
    }

    /// A new owner of the account gets back a session from its edge.
    private void reattach(Attach attach) {
        Session known = sessions.ofOrigin(attach.origin());
        if (known == null
                ? account.detached.isNewer(attach)
                : !known.link.equals(attach.session()) && attach.attachment() <= known.introduced) {
            // An edge that slept while its session went on elsewhere.
            effects.toSession(
                    attach.gateway(),
                    new ToSession.Evicted(
                            attach.session(),
                            attach.attachment(),
                            StreamError.of(
                                    StreamError.Condition.CONFLICT, "The session is elsewhere")));
            return;
        }
        if (known != null && known.link.equals(attach.session()) && !isBehind(known, attach)) {
            again(known, attach);
            return;
        }
        if (known != null) {
            drop(known);
        }
        FullJid jid = FullJid.of(account.id.jid(), attach.resource());
        Session same = sessions.ofResource(jid.resource());
        if (same != null) {
            account.end(same);
        }
        Session session = add(attach, jid);
        SessionState state = attach.state();
        session.introduced = attach.attachment();
        List<NumberedStanza> untaken = recorded(session, state.untaken());
        session.outbound.restore(untaken, account.records.written());
        for (NumberedStanza stanza : recorded(session, state.unsettled())) {
            // Its client has it, of which the log may not know.
            NumberedStanza.Name name = stanza.name();
            if (name != null) {
                account.awaited.wasTaken(name.stanzaId());
            }
        }
        for (NumberedStanza stanza : untaken) {
            NumberedStanza.Name name = stanza.name();
            if (name != null) {
                account.awaited.given(name.stanzaId(), kept(name));
            }
        }
        session.maybeSeenUpTo =
                state.unconfirmed().isEmpty() ? 0 : state.unconfirmed().getLast().number();
        account.restorePresence(session, state.presence());
        attached(session, List.of());
        session.logged = known != null && known.logged;
        account.detached.attached(session);
        if (known != null) {
            account.presences.refresh(session);
        } else if (account.records.mayHavePending() && session.available()) {
            account.pendings.flushTo(session);
        }
    }

    /// What an edge holds, as it is recorded by now; remembers what is not recorded at all.
    private List<NumberedStanza> recorded(Session session, List<NumberedStanza> held) {
        List<NumberedStanza> recorded = new ArrayList<>(held.size());
        for (NumberedStanza stanza : held) {
            NumberedStanza.Name name = stanza.name();
            if (name != null && account.repeats.isUnrecorded(stanza)) {
                if (session.unrecorded == null) {
                    session.unrecorded = new Unrecorded();
                }
                session.unrecorded.add(name, account.repeats.origin(stanza));
            }
            recorded.add(account.repeats.asRecorded(stanza));
        }
        return recorded;
    }

    private static Awaited.Kept kept(NumberedStanza.Name name) {
        if (name.wasPending()) {
            return Awaited.Kept.PENDING;
        }
        return name.recorded() ? Awaited.Kept.RECORDED : Awaited.Kept.NOWHERE;
    }

    /// The same link asks again: it did not hear that it was attached, or was taken for lost.
    private void again(Session known, Attach attach) {
        known.attachment = Math.max(known.attachment, attach.attachment()) + 1;
        known.gateway = attach.gateway();
        stopTimer(known);
        attached(known, known.outbound.untaken());
        account.detached.attached(known);
    }

    /// What is known here of a session is older than what its edge was told.
    private static boolean isBehind(Session known, Attach attach) {
        return attach.state().accepted() > known.inbound.accepted()
                || attach.state().taken() > known.outbound.last();
    }

    /// A session was taken from the log or from an edge that it had left, but an edge that missed
    /// the roll-call holds it, and knows better. What was given to it here is pending.
    private void drop(Session older) {
        stopTimer(older);
        if (!older.restored) {
            evict(older, StreamError.Condition.CONFLICT, "The session is elsewhere");
        }
        sessions.remove(older);
        account.awaited.ended(older.outbound.untaken(), account::keepPending);
        older.outbound.abandon();
    }

    private void attached(Session session, List<NumberedStanza> replay) {
        GatewayAddress gateway = session.gateway;
        if (gateway != null) {
            effects.toSession(
                    gateway,
                    new ToSession.Attached(
                            session.link,
                            session.attachment,
                            session.jid,
                            session.inbound.accepted(),
                            session.outbound.last(),
                            session.resumption,
                            replay,
                            session.inbound.unconfirmed(),
                            session.outbound.unsettled(account.records, account.awaited),
                            new ToSession.Habits(
                                    session.carbons,
                                    session.interested,
                                    session.inactive,
                                    session.presence)));
        }
    }

    private void refuse(Attach attach, StanzaError error, long accepted) {
        effects.toSession(
                attach.gateway(), new ToSession.Refused(attach.session(), error, accepted));
    }

    /// The socket is gone: a resumable session waits for its client, another ends.
    void detach(Session session) {
        if (!session.resumable()) {
            account.end(session);
            return;
        }
        if (!session.attached()) {
            return;
        }
        session.sent = session.outbound.last();
        session.gateway = null;
        session.inactive = false;
        account.outbox.releaseBehindPending(session);
        account.outbox.flushPresence(session);
        session.outbound.releaseHanded();
        account.awaited.detached(session.outbound.untaken(), account::keepPending);
        effects.count(AccountEvent.SESSION_DETACHED);
        stopTimer(session);
        Duration wait = wait(session.resumption);
        session.until = effects.now().plus(wait);
        session.resumeTimer = effects.after(wait, () -> account.end(session));
        account.detached.detached(session);
    }

    private Duration wait(@Nullable Resumption resumption) {
        Duration asked = Duration.ofSeconds(resumption == null ? 0 : resumption.seconds());
        Duration max = limits.resumeTimeout();
        return asked.compareTo(max) > 0 ? max : asked;
    }

    /// Tells the session's edge to close its stream.
    void evict(Session session, StreamError.Condition condition, String text) {
        GatewayAddress gateway = session.gateway;
        if (gateway != null) {
            effects.toSession(
                    gateway,
                    new ToSession.Evicted(
                            session.link, session.attachment, StreamError.of(condition, text)));
        }
    }

    /// Forgets a session that has ended, except its counter.
    void forget(Session session) {
        stopTimer(session);
        sessions.remove(session);
        if (session.resumption != null) {
            sessions.rememberCounter(session.origin, session.clientCount());
        }
    }

    private static void stopTimer(Session session) {
        if (session.resumeTimer != null) {
            session.resumeTimer.cancel();
            session.resumeTimer = null;
        }
    }
}
