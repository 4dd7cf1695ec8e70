package io.rookery.routing.account;

import io.rookery.routing.feature.Target;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Presence;

/// What becomes of a stanza that an own session sends (RFC 6120 §10).
final class OwnStanzas {
    private final Account account;

    OwnStanzas(Account account) {
        this.account = account;
    }

    /// Finds out where a stanza goes, and sends it there; `confirmation` is done when it counts.
    void route(Session session, NumberedStanza numbered, Confirmation confirmation) {
        FromSession in =
                new FromSession(
                        session,
                        numbered.stanza().withFrom(session.jid),
                        new IngressKey(session.origin, numbered.number()),
                        numbered.number() <= session.maybeSeenUpTo,
                        confirmation);
        StanzaError fault = numbered.fault();
        if (fault != null) {
            account.refuse(in, in.stanza, fault);
            in.done();
            return;
        }
        account.effects.count(
                switch (in.stanza) {
                    case Message message -> AccountEvent.MESSAGE_IN;
                    case Presence presence -> AccountEvent.PRESENCE_IN;
                    case Iq iq -> AccountEvent.IQ_IN;
                });
        Jid to = in.stanza.to();
        if (to == null) {
            toOwn(in);
        } else {
            account.destinations.find(to, destination -> routeTo(in, to, destination));
        }
    }

    /// RFC 6120 §10.3: without `to` a stanza is for the sender's account.
    private void toOwn(FromSession in) {
        switch (in.stanza) {
            case Message message -> {
                account.messages.send(in, message.withTo(account.id.jid()), account.id);
            }
            case Presence presence -> {
                if (presence.type() == Presence.Type.AVAILABLE
                        || presence.type() == Presence.Type.UNAVAILABLE) {
                    account.presences.broadcast(in, presence);
                } else {
                    account.refuse(
                            in, presence, StanzaError.of(Condition.BAD_REQUEST, "to: absent"));
                    in.done();
                }
            }
            case Iq iq -> account.requests.own(in, iq, Target.OWN_ACCOUNT);
        }
    }

    private void routeTo(FromSession in, Jid to, Destinations.Destination destination) {
        switch (destination) {
            case Destinations.Unreachable unreachable -> {
                account.refuse(in, in.stanza, Errors.noSuchDomain());
                in.done();
            }
            case Destinations.Unknown unknown -> {
                account.refuse(in, in.stanza, Errors.unavailable());
                in.done();
            }
            case Destinations.Service service -> toDomain(in, service);
            case Destinations.Local local -> toAccount(in, to, local.account());
        }
    }

    private void toDomain(FromSession in, Destinations.Service service) {
        if (in.stanza instanceof Iq iq && service.own()) {
            account.requests.own(in, iq, Target.DOMAIN);
            return;
        }
        if (in.stanza instanceof Message || in.stanza instanceof Iq) {
            account.refuse(in, in.stanza, StanzaError.of(Condition.SERVICE_UNAVAILABLE));
        }
        in.done();
    }

    private void toAccount(FromSession in, Jid to, AccountId recipient) {
        switch (in.stanza) {
            case Message message -> {
                account.messages.send(in, message, recipient);
            }
            case Presence presence -> {
                if (presence.type().isSubscription()) {
                    account.subscriptions.send(in, presence, to.bare());
                } else {
                    account.presences.directed(in, presence, to);
                }
            }
            case Iq iq -> {
                if (to.equals(account.id.jid())) {
                    account.requests.own(in, iq, Target.OWN_ACCOUNT);
                } else {
                    forward(in, iq, recipient);
                }
            }
        }
    }

    private void forward(FromSession in, Iq iq, AccountId to) {
        Runnable settled = in.confirmation.hold();
        boolean sent =
                account.sending.send(
                        to,
                        in.key,
                        iq,
                        in.maybeSeen,
                        rejection -> {
                            if (rejection != null) {
                                account.refuse(in, iq, rejection);
                            }
                            settled.run();
                        });
        if (!sent) {
            account.refuse(in, iq, Errors.full("Too many stanzas to this recipient wait"));
            settled.run();
        }
        in.done();
    }
}
