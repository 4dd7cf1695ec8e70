package io.rookery.routing.delivery;

import io.rookery.routing.delivery.Delivery.AnswerUnsubscribed;
import io.rookery.routing.delivery.Delivery.Deliver;
import io.rookery.routing.delivery.Delivery.Drop;
import io.rookery.routing.delivery.Delivery.HandleByAccount;
import io.rookery.routing.delivery.Delivery.Refuse;
import io.rookery.routing.delivery.Delivery.StoreOffline;
import io.rookery.routing.hints.StoragePolicy;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Marks.Mark;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides what becomes of a stanza at the account it is addressed to: RFC 6121 §8.5, as a pure
/// function of the stanza, whether the account exists, and its connected resources.
///
/// Where the standard lets a server either ignore a message or refuse it, it is refused, so that no
/// sender takes a lost message for a delivered one; only headlines, which expect no answer, are
/// ignored.
///
/// @param bareMessages who gets `chat` and `normal` messages to the bare JID
/// @param guardsPresence whether IQ requests reach a resource only from those who may see its
///   presence (§8.5.3.1); false for clients that ask strangers' resources
public record DeliveryRules(BareMessages bareMessages, boolean guardsPresence) {
    /// What a domain has unless it says otherwise.
    public static final DeliveryRules DEFAULT = new DeliveryRules(BareMessages.ALL, true);

    private static final StanzaError SERVICE_UNAVAILABLE =
            StanzaError.of(Condition.SERVICE_UNAVAILABLE);

    /// Decides about any stanza to an account that does not exist (§8.5.1).
    public static <S> Delivery<S> toNobody(Stanza stanza) {
        DeliveryReason reason = DeliveryReason.NO_SUCH_ACCOUNT;
        return switch (stanza) {
            case Message message ->
                    switch (message.type()) {
                        case NORMAL, CHAT, GROUPCHAT -> refuse(reason);
                        case HEADLINE, ERROR -> new Drop<>(reason);
                    };
            case Presence presence ->
                    switch (presence.type()) {
                        case PROBE -> new AnswerUnsubscribed<>(reason);
                        case AVAILABLE,
                                UNAVAILABLE,
                                SUBSCRIBE,
                                SUBSCRIBED,
                                UNSUBSCRIBE,
                                UNSUBSCRIBED,
                                ERROR ->
                                new Drop<>(reason);
                    };
            case Iq iq -> iq.isRequest() ? refuse(reason) : new Drop<>(reason);
        };
    }

    /// Decides about a message to an account that exists.
    ///
    /// @param to the address, of the account
    /// @param connected all sessions of the account
    public <S extends ConnectedResource> Delivery<S> message(
            Message message, Jid to, Collection<S> connected) {
        if (!(to instanceof FullJid full)) {
            return toBare(message, connected);
        }
        S match = match(full, connected);
        if (match != null) {
            return new Deliver<>(List.of(match), DeliveryReason.RESOURCE);
        }
        return switch (message.type()) {
            case CHAT ->
                    isOfOccupant(message)
                            ? refuse(DeliveryReason.OCCUPANT_GONE)
                            : conversation(message, connected, DeliveryReason.GONE_RESOURCE_CHAT);
            case NORMAL, GROUPCHAT -> refuse(DeliveryReason.NO_SUCH_RESOURCE);
            case HEADLINE, ERROR -> new Drop<>(DeliveryReason.NO_SUCH_RESOURCE);
        };
    }

    /// Decides about presence to an account that exists.
    public <S extends ConnectedResource> Delivery<S> presence(
            Presence presence, Jid to, Collection<S> connected) {
        return switch (presence.type()) {
            case SUBSCRIBE -> new HandleByAccount<>(DeliveryReason.SUBSCRIPTION);
            case SUBSCRIBED, UNSUBSCRIBE, UNSUBSCRIBED ->
                    to instanceof FullJid full && match(full, connected) == null
                            ? new Drop<>(DeliveryReason.NO_SUCH_RESOURCE)
                            : new HandleByAccount<>(DeliveryReason.SUBSCRIPTION);
            case PROBE -> new HandleByAccount<>(DeliveryReason.PROBE);
            case AVAILABLE, UNAVAILABLE, ERROR ->
                    to instanceof FullJid full
                            ? presenceToResource(full, connected)
                            : presenceToBare(connected);
        };
    }

    /// Decides about an IQ to an account that exists.
    ///
    /// @param sharesPresence whether the sender may see the presence of the account: it is a
    ///   subscriber, the account itself, its server, or the addressed resource has sent it directed
    ///   presence (to its bare JID or a full one, as for rooms)
    public <S extends ConnectedResource> Delivery<S> iq(
            Iq iq, Jid to, Collection<S> connected, boolean sharesPresence) {
        if (!(to instanceof FullJid full)) {
            return new HandleByAccount<>(DeliveryReason.IQ_TO_BARE);
        }
        S match = match(full, connected);
        if (!iq.isRequest()) {
            return match == null
                    ? new Drop<>(DeliveryReason.NO_SUCH_RESOURCE)
                    : new Deliver<>(List.of(match), DeliveryReason.RESOURCE);
        }
        if (match == null) {
            return refuse(DeliveryReason.NO_SUCH_RESOURCE);
        }
        return guardsPresence && !sharesPresence
                ? refuse(DeliveryReason.PRESENCE_NOT_SHARED)
                : new Deliver<>(List.of(match), DeliveryReason.RESOURCE);
    }

    private <S extends ConnectedResource> Delivery<S> toBare(
            Message message, Collection<S> connected) {
        return switch (message.type()) {
            case NORMAL, CHAT -> conversation(message, connected, DeliveryReason.BARE);
            case HEADLINE -> {
                List<S> all = nonNegative(connected);
                yield all.isEmpty()
                        ? new Drop<>(DeliveryReason.HEADLINE_UNSEEN)
                        : new Deliver<>(all, DeliveryReason.BARE);
            }
            case GROUPCHAT -> refuse(DeliveryReason.GROUPCHAT_TO_BARE);
            case ERROR -> new Drop<>(DeliveryReason.ERROR_TO_BARE);
        };
    }

    private <S extends ConnectedResource> Delivery<S> conversation(
            Message message, Collection<S> connected, DeliveryReason reason) {
        List<S> sessions =
                switch (bareMessages) {
                    case ALL -> nonNegative(connected);
                    case HIGHEST_PRIORITY -> highest(connected);
                };
        if (!sessions.isEmpty()) {
            return new Deliver<>(sessions, reason);
        }
        if (StoragePolicy.offline(message).isStored()) {
            return new StoreOffline<>(DeliveryReason.NOBODY_AVAILABLE);
        }
        return message.payload().marks().has(Mark.BODY)
                ? refuse(DeliveryReason.NOBODY_AVAILABLE_NOT_KEPT)
                : new Drop<>(DeliveryReason.NOBODY_AVAILABLE_NOT_KEPT);
    }

    private static <S extends ConnectedResource> Delivery<S> presenceToResource(
            FullJid to, Collection<S> connected) {
        S match = match(to, connected);
        return match == null
                ? new Drop<>(DeliveryReason.NO_SUCH_RESOURCE)
                : new Deliver<>(List.of(match), DeliveryReason.RESOURCE);
    }

    private static <S extends ConnectedResource> Delivery<S> presenceToBare(
            Collection<S> connected) {
        List<S> available = new ArrayList<>(connected.size());
        for (S resource : connected) {
            if (resource.isAvailable()) {
                available.add(resource);
            }
        }
        return available.isEmpty()
                ? new Drop<>(DeliveryReason.PRESENCE_UNSEEN)
                : new Deliver<>(available, DeliveryReason.BARE_PRESENCE);
    }

    private static <S extends ConnectedResource> @Nullable S match(
            FullJid to, Collection<S> connected) {
        for (S resource : connected) {
            if (resource.resource().equals(to.resource())) {
                return resource;
            }
        }
        return null;
    }

    private static <S extends ConnectedResource> List<S> nonNegative(Collection<S> connected) {
        List<S> chosen = new ArrayList<>(connected.size());
        for (S resource : connected) {
            if (resource.isAvailable() && resource.priority() >= 0) {
                chosen.add(resource);
            }
        }
        return chosen;
    }

    private static <S extends ConnectedResource> List<S> highest(Collection<S> connected) {
        List<S> chosen = nonNegative(connected);
        int highest = 0;
        for (S resource : chosen) {
            highest = Math.max(highest, resource.priority());
        }
        int bar = highest;
        chosen.removeIf(resource -> resource.priority() < bar);
        return chosen;
    }

    /// A private message of a room: marked by the room, and from an occupant.
    private static boolean isOfOccupant(Message message) {
        return message.from() instanceof FullJid && message.payload().marks().has(Mark.MUC_USER);
    }

    private static <S> Delivery<S> refuse(DeliveryReason reason) {
        return new Refuse<>(SERVICE_UNAVAILABLE, reason);
    }
}
