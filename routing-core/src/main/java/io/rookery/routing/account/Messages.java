package io.rookery.routing.account;

import io.rookery.routing.carbons.Carbons;
import io.rookery.routing.delivery.Delivery;
import io.rookery.routing.delivery.DeliveryRules;
import io.rookery.routing.hints.StoragePolicy;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.NumberedStanza;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.wire.Direction;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The way of a message (docs/protocol.md §5): what the sender's account does, and what the
/// recipient's does (RFC 6121 §5, §8.5; XEP-0280, XEP-0313, XEP-0359).
final class Messages {
    /// Between two questions whether somebody exists.
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final Account account;
    private final Effects effects;
    private final DeliveryRules rules;

    /// Since when nobody could be asked whether the user exists, and when that was seen last.
    private Instant unknownSince = Instant.EPOCH;

    private Instant unknownAt = Instant.EPOCH;

    Messages(Account account, DeliveryRules rules) {
        this.account = account;
        this.effects = account.effects;
        this.rules = rules;
    }

    /// A message of an own session, whose destination `to` exists and may be reached.
    void send(FromSession in, Message message, AccountId to) {
        RecentKeys.@Nullable Recorded before = account.repeats.recorded(in, origin(message));
        if (before != null) {
            sendAgain(in, message, to, before);
            return;
        }
        account.archiving.decide(
                message,
                address(message),
                archive -> {
                    RecentKeys.@Nullable Recorded meanwhile =
                            account.repeats.recorded(in.key, origin(message));
                    if (meanwhile != null) {
                        sendAgain(in, message, to, meanwhile);
                        return;
                    }
                    name(in, message, to, archive);
                    forward(in, message, to, in.key, in.maybeSeen);
                    in.done();
                });
    }

    private void sendAgain(
            FromSession in, Message message, AccountId to, RecentKeys.Recorded before) {
        effects.count(AccountEvent.DUPLICATE_DROPPED);
        forward(in, message, to, before.key(), true);
        in.done();
    }

    /// The sender's own entry, and the copies for its other sessions. A message to oneself has one
    /// entry, the recipient's.
    private void name(FromSession in, Message message, AccountId to, boolean archive) {
        UUID id = effects.nextId();
        if (to.equals(account.id)) {
            // The recipient's side, which is this account too, remembers the key when it has acted.
            remember(origin(message), new RecentKeys.Recorded(id, in.key));
        } else {
            remember(in.key, origin(message), id);
        }
        if (archive && !to.equals(account.id)) {
            account.records.stored(
                    id,
                    Direction.SENT,
                    address(message),
                    message,
                    in.key,
                    RecordFlags.ARCHIVE | RecordFlags.COUNTED,
                    in.confirmation.hold());
        }
        if (account.policy().enabled(CarbonsFeature.NAME)) {
            copySent(
                    in.session,
                    message.withPayload(StanzaIds.told(message, account.id.jid(), id, archive)));
        }
    }

    private void forward(
            FromSession in, Message message, AccountId to, IngressKey key, boolean again) {
        Runnable settled = in.confirmation.hold();
        boolean sent =
                account.sending.send(
                        to,
                        key,
                        message,
                        again,
                        rejection -> {
                            if (rejection != null) {
                                account.refuse(in, message, rejection);
                            }
                            settled.run();
                        });
        if (!sent) {
            account.refuse(in, message, Errors.full("Too many messages to this recipient wait"));
            settled.run();
        }
    }

    private void copySent(Session sender, Message message) {
        if (Carbons.rule(Carbons.Direction.SENT, message, account.id.jid(), true).isCopied()) {
            copy(
                    Carbons.Direction.SENT,
                    message,
                    Carbons.sentCopies(account.sessions.all(), sender.resource()));
        }
    }

    private void copyReceived(Message message, List<Session> chosen) {
        if (Carbons.rule(Carbons.Direction.RECEIVED, message, account.id.jid(), true).isCopied()) {
            copy(
                    Carbons.Direction.RECEIVED,
                    message,
                    Carbons.receivedCopies(
                            account.sessions.all(), chosen, account.id.jid(), message.from()));
        }
    }

    private void copy(Carbons.Direction direction, Message message, List<Session> sessions) {
        if (sessions.isEmpty()) {
            return;
        }
        Payload wrapped = Carbons.wrap(direction, message);
        for (Session session : sessions) {
            account.outbox.give(session, Carbons.copy(message, wrapped, session.jid));
            effects.count(AccountEvent.CARBON_SENT);
        }
    }

    /// A message from another account, or from this one to itself.
    void receive(ReceiveStreams.Arrived arrived, Message message) {
        account.repeats.recorded(
                arrived,
                receivedOrigin(message),
                before -> {
                    if (before != null) {
                        effects.count(AccountEvent.DUPLICATE_DROPPED);
                        account.settleWhenDurable(arrived);
                    } else {
                        account.whetherExists(
                                exists -> receive(arrived, message, exists),
                                () -> askAgain(arrived, message, patience()));
                    }
                });
    }

    private void receive(ReceiveStreams.Arrived arrived, Message message, boolean exists) {
        if (exists) {
            account.archiving.decide(
                    message, peer(message), archive -> deliver(arrived, message, archive));
        } else {
            decide(arrived, message, DeliveryRules.<Session>toNobody(message), false);
        }
    }

    /// Nobody could be asked whether the user exists: it is asked again until `until`. Meanwhile
    /// whoever is asked may be back, or an edge that missed the roll-call has shown a session of
    /// the user. To refuse what comes now and take what comes then would turn the order round for a
    /// sender who left before it heard of the refusal, and sends again (P2).
    private void askAgain(ReceiveStreams.Arrived arrived, Message message, Instant until) {
        unknownAt = effects.now();
        if (!unknownAt.isBefore(until)) {
            arrived.settle(Errors.unavailable());
            arrived.leave();
            return;
        }
        effects.after(
                ASK_AGAIN,
                () ->
                        account.whetherExists(
                                exists -> receive(arrived, message, exists),
                                () -> askAgain(arrived, message, until)));
    }

    /// Until when it is asked again: an edge that has had no answer for so long has shown its
    /// sessions. Messages wait together, not one after another, or the last would wait for longer
    /// than their senders do.
    private Instant patience() {
        Duration patience = account.ports.limits().retryDelay().multipliedBy(2);
        Instant now = effects.now();
        if (unknownAt.plus(patience).isBefore(now)) {
            unknownSince = now;
        }
        return unknownSince.plus(patience);
    }

    private void deliver(ReceiveStreams.Arrived arrived, Message message, boolean archive) {
        if (isRepeated(arrived, message)) {
            return;
        }
        decide(
                arrived,
                message,
                rules.message(message, address(message), account.sessions.snapshot()),
                archive);
    }

    /// Another stream brought it while this one waited for an answer.
    private boolean isRepeated(ReceiveStreams.Arrived arrived, Message message) {
        boolean repeated =
                account.repeats.recorded(arrived.forward.key(), receivedOrigin(message)) != null;
        if (repeated) {
            effects.count(AccountEvent.DUPLICATE_DROPPED);
            account.settleWhenDurable(arrived);
        }
        return repeated;
    }

    private void decide(
            ReceiveStreams.Arrived arrived,
            Message message,
            Delivery<Session> delivery,
            boolean archive) {
        account.ports.meter().decided(account.id, delivery.reason());
        switch (delivery) {
            case Delivery.Deliver<Session> deliver -> {
                give(arrived, message, deliver.sessions(), archive);
                arrived.leave();
            }
            case Delivery.StoreOffline<Session> offline -> keep(arrived, message, archive);
            case Delivery.Refuse<Session> refuse -> {
                effects.count(AccountEvent.MESSAGE_REFUSED);
                end(arrived, refuse.error());
            }
            case Delivery.Drop<Session> drop -> end(arrived, null);
            case Delivery.HandleByAccount<Session> handle -> end(arrived, null);
            case Delivery.AnswerUnsubscribed<Session> answer -> end(arrived, null);
        }
    }

    private static void end(ReceiveStreams.Arrived arrived, @Nullable StanzaError rejection) {
        arrived.settle(rejection);
        arrived.leave();
    }

    /// Names the message, records it, and gives it to the chosen sessions and its copies to others.
    private void give(
            ReceiveStreams.Arrived arrived,
            Message message,
            List<Session> chosen,
            boolean archive) {
        DomainPolicy policy = account.policy();
        boolean awaited = StoragePolicy.offline(message).isStored();
        boolean someAttached = chosen.stream().anyMatch(Session::attached);
        boolean keep = awaited && !someAttached;
        UUID id = effects.nextId();
        IngressKey key = arrived.forward.key();
        remember(key, receivedOrigin(message), id);
        Confirmation confirmation = new Confirmation(() -> arrived.settle(null));
        if (archive || keep) {
            int flags = archive ? RecordFlags.ARCHIVE | RecordFlags.COUNTED : 0;
            flags |= keep ? RecordFlags.PENDING : 0;
            flags |= someAttached && awaited ? RecordFlags.AWAITED : 0;
            account.records.stored(
                    id,
                    Direction.RECEIVED,
                    peer(message),
                    message,
                    key,
                    flags,
                    confirmation.hold());
        }
        Message named = message.withPayload(StanzaIds.told(message, account.id.jid(), id, archive));
        Awaited.Kept kept =
                keep
                        ? Awaited.Kept.PENDING
                        : archive ? Awaited.Kept.RECORDED : Awaited.Kept.NOWHERE;
        NumberedStanza.Name name =
                awaited ? new NumberedStanza.Name(id, key, archive || keep) : null;
        for (Session session : chosen) {
            if (name != null && hasAlready(session, name, receivedOrigin(message), kept)) {
                continue;
            }
            if (name != null) {
                account.awaited.given(id, kept);
            }
            account.outbox.give(
                    session, named, name, session.attached() ? confirmation.hold() : null);
        }
        if (policy.enabled(CarbonsFeature.NAME)) {
            copyReceived(named, chosen);
        }
        confirmation.release();
    }

    /// Whether the session got it from an earlier owner, whose record of it was lost.
    private boolean hasAlready(
            Session session,
            NumberedStanza.Name name,
            RecentKeys.@Nullable Origin origin,
            Awaited.Kept kept) {
        Unrecorded unrecorded = session.unrecorded;
        UUID before = unrecorded == null ? null : unrecorded.remove(name.key(), origin);
        if (before == null) {
            return false;
        }
        account.awaited.renamed(before, name.stanzaId(), kept);
        if (!session.outbound.rename(before, name)) {
            account.awaited.taken(name.stanzaId());
        }
        return true;
    }

    /// No session can take it: it waits for one (XEP-0160), up to the domain's cap.
    private void keep(ReceiveStreams.Arrived arrived, Message message, boolean archive) {
        account.pendings.reserve(
                () -> {
                    if (isRepeated(arrived, message)) {
                        account.pendings.release();
                        return;
                    }
                    if (rules.message(message, address(message), account.sessions.snapshot())
                            instanceof Delivery.Deliver<Session> deliver) {
                        // Whoever came while we counted has read what is pending already.
                        account.pendings.release();
                        give(arrived, message, deliver.sessions(), archive);
                        arrived.leave();
                        return;
                    }
                    UUID id = effects.nextId();
                    remember(arrived.forward.key(), receivedOrigin(message), id);
                    effects.count(AccountEvent.MESSAGE_PENDING);
                    account.records.stored(
                            id,
                            Direction.RECEIVED,
                            peer(message),
                            message,
                            arrived.forward.key(),
                            RecordFlags.PENDING
                                    | (archive ? RecordFlags.ARCHIVE | RecordFlags.COUNTED : 0),
                            () -> arrived.settle(null));
                    arrived.leave();
                },
                error -> {
                    effects.count(AccountEvent.MESSAGE_REFUSED);
                    end(arrived, error);
                });
    }

    private void remember(IngressKey key, RecentKeys.@Nullable Origin origin, UUID id) {
        account.recent.remember(key, id);
        remember(origin, new RecentKeys.Recorded(id, key));
    }

    private void remember(RecentKeys.@Nullable Origin origin, RecentKeys.Recorded recorded) {
        if (origin != null) {
            account.recent.remember(origin, recorded);
        }
    }

    /// A client's resend is told by its origin-id, its recipient and what it says (design §4).
    static RecentKeys.@Nullable Origin origin(Message message) {
        String originId = message.payload().marks().originId();
        return originId == null
                ? null
                : new RecentKeys.Origin(
                        originId,
                        String.valueOf(message.to()),
                        Arrays.hashCode(message.payload().bytes()));
    }

    /// The same for its recipient: the sender's account may have been lost before it wrote its own
    /// record, and then the client's resend comes under another key.
    static RecentKeys.@Nullable Origin receivedOrigin(Message message) {
        String originId = message.payload().marks().originId();
        Jid from = message.from();
        return originId == null || from == null
                ? null
                : new RecentKeys.Origin(
                        originId,
                        "from " + from.bare(),
                        Arrays.hashCode(message.payload().bytes()));
    }

    private Jid address(Message message) {
        Jid to = message.to();
        return to == null ? account.id.jid() : to;
    }

    private Jid peer(Message message) {
        Jid from = message.from();
        return from == null ? account.id.jid() : from;
    }

    /// Refusals that need no account on the other side.
    static StanzaError noService() {
        return StanzaError.of(Condition.SERVICE_UNAVAILABLE, "The domain takes no messages");
    }
}
