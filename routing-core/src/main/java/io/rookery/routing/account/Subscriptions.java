package io.rookery.routing.account;

import io.rookery.routing.port.RosterStore.RosterChange;
import io.rookery.routing.roster.InboundSubscription;
import io.rookery.routing.roster.OutboundSubscription;
import io.rookery.routing.roster.Roster;
import io.rookery.routing.roster.RosterDiff;
import io.rookery.routing.roster.RosterLimits;
import io.rookery.routing.roster.RosterQuery;
import io.rookery.routing.roster.Standing;
import io.rookery.routing.roster.SubscriptionMachine;
import io.rookery.routing.roster.SubscriptionType;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.xml.Element;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Subscriptions between the account and its contacts, and the roster pushes that follow (RFC 6121
/// §2 and §3). What is decided is in the roster package; this carries it out.
final class Subscriptions {
    private final Account account;
    private final Map<Said, Long> latest = new HashMap<>();
    private long told;

    Subscriptions(Account account) {
        this.account = account;
    }

    /// Subscription presence from an own session. Stamped with the bare JID (§3.1.2).
    void send(FromSession in, Presence presence, BareJid contact) {
        SubscriptionType type = type(presence);
        if (!account.ports.rosters().writable(account.policy())) {
            account.refuse(
                    in,
                    presence,
                    StanzaError.of(
                            Condition.NOT_ALLOWED, "Rosters of this domain are kept elsewhere"));
            in.done();
            return;
        }
        if (contact.equals(account.id.jid())) {
            in.done();
            return;
        }
        OutboundDecision decided = new OutboundDecision();
        account.roster.change(
                roster -> {
                    OutboundSubscription made =
                            SubscriptionMachine.outbound(type, roster.standing(contact));
                    Optional<RosterChange> change =
                            change(roster, contact, made.next(), Optional.empty());
                    decided.full = change.isPresent() && !roster.hasRoomFor(contact, limits());
                    decided.made = made;
                    return decided.full ? Optional.empty() : change;
                },
                (saved, change) -> {
                    OutboundSubscription decision = decided.made;
                    if (decided.full) {
                        account.refuse(in, presence, StanzaError.of(Condition.RESOURCE_CONSTRAINT));
                    } else if (saved == RosterBook.Saved.UNAVAILABLE || decision == null) {
                        account.refuse(in, presence, Errors.unavailable());
                    } else {
                        carryOut(in, decision, change, presence, contact);
                    }
                    in.done();
                });
    }

    /// The stanza counts when the contact's account has it too: else losing this account now would
    /// leave the two rosters apart. What an earlier owner may have worked on is passed on in any
    /// case, since nobody knows whether it was.
    private void carryOut(
            FromSession in,
            OutboundSubscription decision,
            @Nullable RosterChange change,
            Presence presence,
            BareJid contact) {
        Presence stamped = presence.withFrom(account.id.jid()).withTo(contact);
        if (decision.push() && change != null) {
            push(change);
        }
        if (decision instanceof OutboundSubscription.Route route) {
            if (route.presence() == OutboundSubscription.FollowUp.UNAVAILABLE_BEFORE) {
                account.presences.sendAll(contact, false);
            }
            tell(contact, stamped, in.confirmation.hold());
            if (route.presence() == OutboundSubscription.FollowUp.AVAILABLE_AFTER) {
                account.presences.sendAll(contact, true);
            }
        } else if (in.maybeSeen) {
            tell(contact, stamped, in.confirmation.hold());
        }
    }

    /// Two rosters must agree: while the contact's account cannot do its part, because the log or
    /// the database is away, it is asked again, until something newer is to be told.
    private void tell(BareJid contact, Presence presence, Runnable settled) {
        Said said = Said.of(contact, type(presence));
        long number = ++told;
        latest.put(said, number);
        tell(said, number, presence, settled);
    }

    private void tell(Said said, long number, Presence presence, Runnable settled) {
        account.toContact(
                said.contact,
                presence,
                rejection -> {
                    boolean later = rejection != null && rejection.type() == StanzaError.Type.WAIT;
                    if (later && isLatest(said, number)) {
                        account.retry(() -> tellAgain(said, number, presence, settled));
                    } else {
                        latest.remove(said, number);
                        settled.run();
                    }
                });
    }

    private void tellAgain(Said said, long number, Presence presence, Runnable settled) {
        if (isLatest(said, number)) {
            tell(said, number, presence, settled);
        } else {
            settled.run();
        }
    }

    private boolean isLatest(Said said, long number) {
        Long known = latest.get(said);
        return known != null && known == number;
    }

    /// What one account can tell another of: its own subscription, or the other's.
    private record Said(BareJid contact, boolean own) {
        static Said of(BareJid contact, SubscriptionType type) {
            return new Said(
                    contact,
                    switch (type) {
                        case SUBSCRIBE, UNSUBSCRIBE -> true;
                        case SUBSCRIBED, UNSUBSCRIBED -> false;
                    });
        }
    }

    /// Subscription presence from a contact's account.
    void receive(ReceiveStreams.Arrived arrived, Presence presence) {
        Jid from = presence.from();
        if (from == null || from.bare().equals(account.id.jid())) {
            finish(arrived);
            return;
        }
        account.whetherExists(
                exists -> {
                    if (exists && account.ports.rosters().writable(account.policy())) {
                        receive(arrived, presence, from.bare());
                    } else {
                        // §8.5.1: to somebody who is not there, silence.
                        finish(arrived);
                    }
                },
                () -> {
                    arrived.settle(Errors.unavailable());
                    arrived.leave();
                });
    }

    private void receive(ReceiveStreams.Arrived arrived, Presence presence, BareJid contact) {
        SubscriptionType type = type(presence);
        InboundDecision decided = new InboundDecision();
        account.roster.change(
                roster -> {
                    if (type == SubscriptionType.SUBSCRIBE
                            && !roster.hasRoomFor(contact, limits())) {
                        // A full roster takes no more requests of strangers.
                        return Optional.empty();
                    }
                    decided.made = SubscriptionMachine.inbound(type, roster.standing(contact));
                    Optional<byte[]> request =
                            type == SubscriptionType.SUBSCRIBE
                                    ? limits().kept(presence.payload().bytes())
                                    : Optional.empty();
                    return change(roster, contact, decided.made.next(), request);
                },
                (saved, change) -> {
                    InboundSubscription decision = decided.made;
                    if (saved == RosterBook.Saved.UNAVAILABLE) {
                        // Not confirmed as done: the contact's account sends it again.
                        arrived.settle(Errors.unavailable());
                        arrived.leave();
                        return;
                    }
                    Confirmation confirmation = new Confirmation(() -> arrived.settle(null));
                    if (decision != null) {
                        carryOut(decision, change, presence, contact, confirmation);
                    }
                    confirmation.release();
                    arrived.leave();
                });
    }

    private void carryOut(
            InboundSubscription decision,
            @Nullable RosterChange change,
            Presence presence,
            BareJid contact,
            Confirmation confirmation) {
        switch (decision) {
            case InboundSubscription.Deliver deliver -> {
                boolean request = presence.type() == Presence.Type.SUBSCRIBE;
                Presence stamped = presence.withFrom(contact).withTo(account.id.jid());
                for (Session session : account.sessions.snapshot()) {
                    if (request ? session.available() : session.interested) {
                        account.outbox.give(session, stamped);
                    }
                }
                if (deliver.push() && change != null) {
                    push(change);
                }
                if (deliver.sendUnavailable()) {
                    account.presences.sendAll(contact, false);
                }
            }
            case InboundSubscription.AutoReply reply -> {
                if (reply.push() && change != null) {
                    push(change);
                }
                tell(
                        contact,
                        Presence.of(account.id.jid(), contact, Presence.Type.SUBSCRIBED),
                        confirmation.hold());
                account.presences.sendAll(contact, true);
            }
            case InboundSubscription.Ignore ignore -> {}
        }
    }

    private RosterLimits limits() {
        return RosterLimits.DEFAULT.withItems(account.policy().limits().rosterItems());
    }

    private static Optional<RosterChange> change(
            Roster roster, BareJid contact, Standing next, Optional<byte[]> request) {
        return roster.change(contact, next, request);
    }

    /// A roster push to every interested resource (§2.1.6).
    void push(RosterChange change) {
        push(RosterQuery.push(change));
    }

    private void push(Element query) {
        for (Session session : account.sessions.snapshot()) {
            if (session.interested) {
                account.effects.count(AccountEvent.ROSTER_PUSHED);
                account.outbox.give(
                        session,
                        new Iq(
                                account.id.jid(),
                                session.jid,
                                "push" + Long.toUnsignedString(account.effects.random(), 36),
                                null,
                                Iq.Type.SET,
                                Payload.of(query)));
            }
        }
    }

    /// The tenant's backend has changed the roster: push the differences and let presence follow.
    void follow(RosterDiff diff, long version) {
        diff.changed().forEach(entry -> push(new RosterChange(entry.jid(), entry, version)));
        diff.removed().forEach(jid -> push(new RosterChange(jid, null, version)));
        diff.lostSubscribers().forEach(contact -> account.presences.sendAll(contact, false));
        diff.gainedSubscribers().forEach(contact -> account.presences.sendAll(contact, true));
        if (account.sessions.available().isEmpty()) {
            return;
        }
        diff.gainedSubscriptions()
                .forEach(contact ->
                        account.toContact(
                                contact,
                                Presence.of(account.id.jid(), contact, Presence.Type.PROBE)));
        for (BareJid contact : diff.lostSubscriptions()) {
            for (Session session : account.sessions.available()) {
                account.outbox.give(
                        session, Presence.of(contact, session.jid, Presence.Type.UNAVAILABLE));
            }
        }
    }

    private static SubscriptionType type(Presence presence) {
        return switch (presence.type()) {
            case SUBSCRIBE -> SubscriptionType.SUBSCRIBE;
            case SUBSCRIBED -> SubscriptionType.SUBSCRIBED;
            case UNSUBSCRIBE -> SubscriptionType.UNSUBSCRIBE;
            case UNSUBSCRIBED -> SubscriptionType.UNSUBSCRIBED;
            case AVAILABLE, UNAVAILABLE, PROBE, ERROR ->
                    throw new IllegalArgumentException(
                            "type: " + presence.type() + " (expected: a subscription type)");
        };
    }

    private static void finish(ReceiveStreams.Arrived arrived) {
        arrived.settle(null);
        arrived.leave();
    }

    private static final class OutboundDecision {
        private @Nullable OutboundSubscription made;
        // The roster has no room for a further contact.
        private boolean full;
    }

    private static final class InboundDecision {
        private @Nullable InboundSubscription made;
    }
}
