package io.rookery.routing.account;

import io.rookery.routing.delivery.Delivery;
import io.rookery.routing.delivery.DeliveryRules;
import io.rookery.routing.roster.Roster;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.stanza.Presence;
import java.util.List;

/// Presence of an account's sessions and of its contacts (RFC 6121 §4).
final class Presences {
    private final Account account;
    private final DeliveryRules rules;

    Presences(Account account, DeliveryRules rules) {
        this.account = account;
        this.rules = rules;
    }

    /// Presence without `to` from an own session: initial, subsequent or unavailable (§4.2, §4.4,
    /// §4.5).
    void broadcast(FromSession in, Presence presence) {
        Session session = in.session;
        boolean initial = session.presence == null;
        boolean takesMessages = !initial && session.priority >= 0;
        if (presence.type() == Presence.Type.UNAVAILABLE) {
            unavailable(session, presence);
            in.done();
            return;
        }
        session.presence = presence;
        session.priority = presence.priority();
        account.roster.with(
                roster -> {
                    announce(presence, roster);
                    if (initial) {
                        welcome(session, roster);
                    }
                    in.done();
                },
                () -> {
                    // Nobody is told what the roster does not say; it is tried again until it can
                    // be.
                    account.retry(() -> announceLater(session, initial));
                    in.done();
                });
        if (session.priority >= 0 && !takesMessages) {
            account.pendings.flushTo(session);
        }
    }

    private void announceLater(Session session, boolean initial) {
        Presence presence = session.presence;
        if (presence == null || account.sessions.ofOrigin(session.origin) != session) {
            return;
        }
        account.roster.with(
                roster -> {
                    announce(presence, roster);
                    if (initial) {
                        welcome(session, roster);
                    }
                },
                () -> account.retry(() -> announceLater(session, initial)));
    }

    /// A session was taken from the log, which does not have what came to it in the last moments:
    /// presence is asked for again, and messages are pending.
    void refresh(Session session) {
        if (session.presence == null) {
            return;
        }
        welcomeAgain(session);
        if (session.priority >= 0) {
            account.pendings.flushTo(session);
        }
    }

    private void welcomeAgain(Session session) {
        if (session.presence != null && account.sessions.ofOrigin(session.origin) == session) {
            account.roster.with(
                    roster -> welcome(session, roster),
                    () -> account.retry(() -> welcomeAgain(session)));
        }
    }

    /// To contacts with a subscription, and to the account's other available resources (§4.2.2).
    private void announce(Presence presence, Roster roster) {
        for (BareJid contact : roster.subscribers()) {
            account.toContact(contact, presence.withTo(contact));
        }
        for (Session other : account.sessions.available()) {
            account.outbox.give(other, presence.withTo(other.jid.bare()));
        }
    }

    /// What a session is told when it becomes available: presence of contacts (by probes, §4.2.2),
    /// of the account's other resources, and requests that wait for an answer (§3.1.3).
    private void welcome(Session session, Roster roster) {
        for (BareJid contact : roster.subscriptions()) {
            account.toContact(contact, Presence.of(account.id.jid(), contact, Presence.Type.PROBE));
        }
        for (Session other : account.sessions.available()) {
            Presence presence = other.presence;
            if (other != session && presence != null) {
                account.outbox.give(session, presence.withTo(session.jid));
            }
        }
        roster.pendingRequests()
                .forEach(entry ->
                        account.outbox.give(
                                session,
                                Presence.of(entry.jid(), account.id.jid(), Presence.Type.SUBSCRIBE)
                                        .withPayload(
                                                entry.request()
                                                        .map(Payload::parse)
                                                        .orElse(Payload.EMPTY))));
    }

    /// A session is gone without a word (§4.5.2).
    void unavailable(Session session) {
        unavailable(
                session,
                new Presence(
                        session.jid, null, null, null, Presence.Type.UNAVAILABLE, Payload.EMPTY));
    }

    /// A session is no longer available (§4.5.2): contacts, own resources and those that had
    /// directed presence are told, with all that `gone` says.
    private void unavailable(Session session, Presence gone) {
        boolean wasAvailable = session.presence != null;
        session.presence = null;
        session.priority = 0;
        session.heldPresence.clear();
        List<Jid> directed = List.copyOf(session.directed);
        session.directed.clear();
        if (!wasAvailable) {
            directed.forEach(to -> account.toContact(to, gone.withTo(to)));
            return;
        }
        Runnable tell =
                () ->
                        account.roster.with(
                                roster -> {
                                    for (BareJid contact : roster.subscribers()) {
                                        account.toContact(contact, gone.withTo(contact));
                                    }
                                    for (Jid to : directed) {
                                        if (!roster.isSubscriber(to.bare())) {
                                            account.toContact(to, gone.withTo(to));
                                        }
                                    }
                                },
                                () -> {});
        tell.run();
        for (Session other : account.sessions.available()) {
            account.outbox.give(other, gone.withTo(other.jid.bare()));
        }
        if (account.sessions.ofOrigin(session.origin) == session && session.attached()) {
            account.outbox.give(session, gone.withTo(session.jid));
        }
    }

    /// Directed presence from an own session (§4.6): remembered, so that its end is told.
    void directed(FromSession in, Presence presence, Jid to) {
        if (presence.type() == Presence.Type.AVAILABLE) {
            if (in.session.directed.size() < account.ports.limits().directedPresences()) {
                in.session.directed.add(to);
            }
        } else if (presence.type() == Presence.Type.UNAVAILABLE) {
            in.session.directed.remove(to);
        }
        account.toContact(to, presence);
        in.done();
    }

    /// Presence from another account or from this one.
    void receive(ReceiveStreams.Arrived arrived, Presence presence, Jid to) {
        Delivery<Session> delivery = rules.presence(presence, to, account.sessions.snapshot());
        switch (delivery) {
            case Delivery.Deliver<Session> deliver -> {
                for (Session session : deliver.sessions()) {
                    account.outbox.give(session, presence);
                }
                finish(arrived);
            }
            case Delivery.HandleByAccount<Session> handle -> {
                if (presence.type() == Presence.Type.PROBE) {
                    probed(arrived, presence, to);
                } else {
                    account.subscriptions.receive(arrived, presence);
                }
            }
            case Delivery.AnswerUnsubscribed<Session> answer -> {
                answerProbe(presence, Presence.Type.UNSUBSCRIBED);
                finish(arrived);
            }
            case Delivery.Drop<Session> drop -> finish(arrived);
            case Delivery.StoreOffline<Session> offline -> finish(arrived);
            case Delivery.Refuse<Session> refuse -> finish(arrived);
        }
    }

    /// §4.3.2: a contact's server asks for the account's presence.
    private void probed(ReceiveStreams.Arrived arrived, Presence probe, Jid to) {
        Jid from = probe.from();
        if (from == null) {
            finish(arrived);
            return;
        }
        account.whetherExists(
                exists -> {
                    if (!exists) {
                        answerProbe(probe, Presence.Type.UNSUBSCRIBED);
                        finish(arrived);
                        return;
                    }
                    account.roster.with(
                            roster -> {
                                answer(probe, from, to, roster);
                                finish(arrived);
                            },
                            () -> finish(arrived));
                },
                () -> finish(arrived));
    }

    private void answer(Presence probe, Jid from, Jid to, Roster roster) {
        if (to instanceof FullJid full) {
            answerFor(full, probe, from, roster);
            return;
        }
        if (!roster.isSubscriber(from.bare())) {
            answerStranger(probe, from);
            return;
        }
        boolean told = false;
        for (Session session : account.sessions.available()) {
            Presence presence = session.presence;
            if (presence != null) {
                account.toContact(from, presence.withTo(from));
                told = true;
            }
        }
        if (!told) {
            answerProbe(probe, Presence.Type.UNAVAILABLE);
        }
    }

    /// A probe of one resource tells of that resource, and only whether it is there.
    private void answerFor(FullJid resource, Presence probe, Jid from, Roster roster) {
        boolean subscriber = roster.isSubscriber(from.bare());
        for (Session session : account.sessions.snapshot()) {
            boolean shown = subscriber ? session.available() : hasDirected(session, from);
            if (shown && session.jid.equals(resource)) {
                account.toContact(from, Presence.of(resource, from, Presence.Type.AVAILABLE));
                return;
            }
        }
        if (subscriber) {
            account.toContact(from, Presence.of(resource, from, Presence.Type.UNAVAILABLE));
        } else {
            answerProbe(probe, Presence.Type.UNSUBSCRIBED);
        }
    }

    /// §4.6.6: whoever had directed presence may ask whether it still holds.
    private void answerStranger(Presence probe, Jid from) {
        boolean told = false;
        for (Session session : account.sessions.snapshot()) {
            if (hasDirected(session, from)) {
                account.toContact(from, Presence.of(session.jid, from, Presence.Type.AVAILABLE));
                told = true;
            }
        }
        if (!told) {
            answerProbe(probe, Presence.Type.UNSUBSCRIBED);
        }
    }

    private static boolean hasDirected(Session session, Jid to) {
        return session.directed.contains(to) || session.directed.contains(to.bare());
    }

    private void answerProbe(Presence probe, Presence.Type type) {
        Jid from = probe.from();
        if (from != null) {
            account.toContact(from, Presence.of(account.id.jid(), from, type));
        }
    }

    private static void finish(ReceiveStreams.Arrived arrived) {
        arrived.settle(null);
        arrived.leave();
    }

    /// The presence of each available session goes to a contact that may see it from now on, or no
    /// more.
    void sendAll(BareJid contact, boolean available) {
        for (Session session : account.sessions.available()) {
            Presence presence = session.presence;
            if (presence != null) {
                account.toContact(
                        contact,
                        available
                                ? presence.withTo(contact)
                                : Presence.of(session.jid, contact, Presence.Type.UNAVAILABLE));
            }
        }
    }
}
