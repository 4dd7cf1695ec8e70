package io.rookery.routing.account;

import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.ToAccount.Attach;
import io.rookery.routing.hop.ToAccount.Resumption;
import io.rookery.routing.hop.WireParts;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.shard.Snapshots;
import io.rookery.routing.wire.Detached;
import io.rookery.routing.wire.Ended;
import io.rookery.routing.wire.LogRecord;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The log's copy of an account's sessions without a socket, so that they outlive their core
/// (docs/protocol.md §6): written when one loses its socket, again before the tail forgets it, and
/// void as soon as it has a socket again or ends.
final class DetachedSessions {
    private final Account account;
    private final Effects effects;
    private final AccountLimits limits;

    /// Snapshots that an opening found, of sessions that have not been restored yet.
    private final Map<SessionId, Detached> found = new HashMap<>();

    private Effects.@Nullable Timer timer;

    DetachedSessions(Account account) {
        this.account = account;
        this.effects = account.effects;
        this.limits = account.ports.limits();
    }

    // ---- writing

    /// A session has lost its socket; whatever it holds is pending by now.
    void detached(Session session) {
        write(session);
        refreshLater();
    }

    /// A session has a socket again. What its client sends waits until the log knows: a snapshot
    /// that still counted after that would number the client's next stanzas a second time.
    void attached(Session session) {
        if (found.remove(session.origin) != null) {
            session.logged = true;
        }
        if (session.logged) {
            session.logged = false;
            session.gate.enter(() -> append(ended(session, true), session.gate::leave));
        }
    }

    /// A session is over.
    void ended(Session session) {
        if (session.logged) {
            session.logged = false;
            append(ended(session, false), () -> {});
        }
    }

    private void refreshLater() {
        if (timer == null) {
            timer = effects.after(limits.snapshotEvery(), this::refresh);
        }
    }

    private void refresh() {
        timer = null;
        for (Session session : account.sessions.snapshot()) {
            if (!session.attached()) {
                write(session);
                refreshLater();
            }
        }
    }

    /// A session that has grown past the limit cannot be resumed from the log; its messages are
    /// pending all the same.
    private void write(Session session) {
        Detached snapshot = snapshot(session);
        if (snapshot.getSerializedSize() <= limits.snapshotBytes()) {
            session.logged = true;
            append(LogRecord.newBuilder().setDetached(snapshot), () -> {});
        } else {
            ended(session);
        }
    }

    private void append(LogRecord.Builder record, Runnable durable) {
        effects.append(record, durable);
    }

    private static LogRecord.Builder ended(Session session, boolean resumed) {
        return LogRecord.newBuilder()
                .setEnded(
                        Ended.newBuilder()
                                .setSession(WireParts.bytes(session.origin))
                                .setAccepted(session.clientCount())
                                .setResumed(resumed));
    }

    private static Detached snapshot(Session session) {
        Detached.Builder snapshot =
                Detached.newBuilder()
                        .setSession(WireParts.bytes(session.origin))
                        .setResource(session.jid.resource())
                        .setAttachment(session.attachment)
                        .setAccepted(session.inbound.accepted())
                        .setOutbound(session.outbound.last())
                        .setTaken(session.outbound.takenNumber())
                        .setSent(session.sent)
                        .setCarbons(session.carbons)
                        .setInterested(session.interested)
                        .setUntilMillis(session.until.toEpochMilli())
                        .setAddress(session.address)
                        .addAllUntaken(WireParts.toWire(session.outbound.untaken()))
                        .addAllUnconfirmed(WireParts.toWire(session.inbound.unconfirmed()));
        session.directed.forEach(jid -> snapshot.addDirected(jid.toString()));
        if (session.presence != null) {
            snapshot.setPresence(Envelopes.of(session.presence));
        }
        Resumption resumption = session.resumption;
        if (resumption != null) {
            snapshot.setInboundBase(resumption.inboundBase())
                    .setOutboundBase(resumption.outboundBase())
                    .setSeconds(resumption.seconds());
        }
        return snapshot.build();
    }

    // ---- restoring

    /// What the shard's opening found; edges that hold sessions of the account come next.
    void found(List<LogRecord> tail) {
        Snapshots snapshots = Snapshots.of(tail);
        found.putAll(snapshots.live());
        snapshots.counters().forEach(account.sessions::rememberCounter);
    }

    /// Whether the log has a session as it was after it had left the edge that shows it.
    boolean isNewer(Attach attach) {
        Detached snapshot = found.get(attach.origin());
        return snapshot != null && snapshot.getAttachment() > attach.attachment();
    }

    /// No edge holds what is left: those sessions wait for their clients again.
    void restore() {
        List.copyOf(found.values()).forEach(this::restore);
        found.clear();
    }

    private void restore(Detached snapshot) {
        SessionId origin = WireParts.session(snapshot.getSession());
        List<NumberedStanza> unconfirmed = WireParts.fromWire(snapshot.getUnconfirmedList());
        long confirmed =
                unconfirmed.isEmpty()
                        ? snapshot.getAccepted()
                        : unconfirmed.getFirst().number() - 1;
        Session session =
                new Session(
                        origin,
                        FullJid.of(account.id.jid(), snapshot.getResource()),
                        snapshot.getAddress(),
                        new InboundStream(confirmed),
                        new OutboundStream(snapshot.getOutbound(), snapshot.getTaken()));
        // No edge is attached, and none may speak as if it were.
        session.link = new SessionId(effects.random(), effects.random());
        session.since = effects.now();
        session.logged = true;
        session.resumption =
                new Resumption(
                        snapshot.getInboundBase(),
                        snapshot.getOutboundBase(),
                        snapshot.getSeconds());
        if (account.sessions.ofResource(session.jid.resource()) != null) {
            ended(session);
            return;
        }
        session.restored = true;
        session.attachment = snapshot.getAttachment();
        session.introduced = snapshot.getAttachment() - 1;
        session.carbons = snapshot.getCarbons();
        session.interested = snapshot.getInterested();
        session.sent = snapshot.getSent();
        session.until = Instant.ofEpochMilli(snapshot.getUntilMillis());
        snapshot.getDirectedList().forEach(jid -> session.directed.add(Jid.parse(jid)));
        account.sessions.add(session);
        account.restorePresence(session, presence(snapshot));
        session.outbound.restore(
                WireParts.fromWire(snapshot.getUntakenList()), account.records.written());
        for (NumberedStanza stanza : session.outbound.untaken()) {
            NumberedStanza.Name name = stanza.name();
            if (name != null) {
                account.awaited.given(name.stanzaId(), Awaited.Kept.PENDING);
            }
        }
        Duration left = Duration.between(effects.now(), session.until);
        session.resumeTimer =
                effects.after(left.isNegative() ? Duration.ZERO : left, () -> account.end(session));
        session.maybeSeenUpTo = snapshot.getAccepted();
        unconfirmed.forEach(stanza -> account.ingress(session, stanza));
        refreshLater();
    }

    private static @Nullable Presence presence(Detached snapshot) {
        return snapshot.hasPresence()
                        && Envelopes.open(snapshot.getPresence()) instanceof Presence presence
                ? presence
                : null;
    }
}
