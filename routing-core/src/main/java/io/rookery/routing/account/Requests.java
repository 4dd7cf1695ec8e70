package io.rookery.routing.account;

import io.rookery.routing.delivery.Delivery;
import io.rookery.routing.delivery.DeliveryRules;
import io.rookery.routing.feature.IqHandler;
import io.rookery.routing.feature.IqRoute;
import io.rookery.routing.feature.Outcome;
import io.rookery.routing.feature.Target;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Marks;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// IQ at an account (RFC 6120 §8.2.3, RFC 6121 §8.5): each request is answered exactly once, by a
/// feature, by the addressed session, or with an error.
final class Requests {
    private final Account account;
    private final DeliveryRules rules;

    Requests(Account account, DeliveryRules rules) {
        this.account = account;
        this.rules = rules;
    }

    /// From an own session to its account or to the domain.
    void own(FromSession in, Iq iq, Target target) {
        if (!iq.isRequest()) {
            // An answer to something that the server asked for.
            in.done();
            return;
        }
        if (in.maybeSeen) {
            answer(in, iq, new Outcome.Rejected(Errors.lost()));
            in.done();
            return;
        }
        Jid sender = in.session.jid;
        perform(
                iq,
                target,
                sender,
                in.session,
                true,
                outcome -> {
                    answer(in, iq, outcome);
                    in.done();
                });
    }

    /// From another account: for this account itself, or for one of its sessions.
    void receive(ReceiveStreams.Arrived arrived, Iq iq, Jid to) {
        if (arrived.maybeSeen && iq.isRequest()) {
            finish(arrived, Errors.lost());
            return;
        }
        Delivery<Session> delivery = rules.iq(iq, to, account.sessions.snapshot(), false);
        switch (delivery) {
            case Delivery.Deliver<Session> deliver -> {
                Confirmation confirmation = new Confirmation(() -> arrived.settle(null));
                for (Session session : deliver.sessions()) {
                    account.outbox.give(
                            session, iq, null, session.attached() ? confirmation.hold() : null);
                }
                confirmation.release();
                arrived.leave();
            }
            case Delivery.HandleByAccount<Session> handle -> onBehalf(arrived, iq);
            case Delivery.Refuse<Session> refuse -> finish(arrived, refuse.error());
            case Delivery.Drop<Session> drop -> finish(arrived, null);
            case Delivery.StoreOffline<Session> offline -> finish(arrived, null);
            case Delivery.AnswerUnsubscribed<Session> answer -> finish(arrived, null);
        }
    }

    /// RFC 6121 §8.5.2.1.3: the server answers for the bare JID. Strangers, and those who ask about
    /// nobody, get the same answer.
    private void onBehalf(ReceiveStreams.Arrived arrived, Iq iq) {
        Jid sender = iq.from();
        if (!iq.isRequest() || sender == null) {
            finish(arrived, null);
            return;
        }
        account.whetherExists(
                exists -> {
                    if (!exists) {
                        finish(arrived, StanzaError.of(Condition.SERVICE_UNAVAILABLE));
                        return;
                    }
                    account.roster.with(
                            roster ->
                                    perform(
                                            iq,
                                            Target.OTHER_ACCOUNT,
                                            sender,
                                            null,
                                            roster.isSubscriber(sender.bare()),
                                            outcome -> reply(arrived, iq, outcome)),
                            () -> finish(arrived, Errors.unavailable()));
                },
                () -> finish(arrived, Errors.unavailable()));
    }

    private void reply(ReceiveStreams.Arrived arrived, Iq iq, Outcome outcome) {
        switch (outcome) {
            case Outcome.Result result -> {
                Iq answer = result(iq, result.answer());
                Jid to = answer.to();
                if (to != null) {
                    account.toContact(to, answer.withFrom(account.id.jid()));
                }
                finish(arrived, null);
            }
            case Outcome.Rejected rejected -> finish(arrived, rejected.error());
            case Outcome.Later later -> finish(arrived, Errors.lost());
        }
    }

    private void perform(
            Iq iq,
            Target target,
            Jid sender,
            @Nullable Session session,
            boolean trusted,
            Consumer<Outcome> then) {
        Marks marks = iq.payload().marks();
        String name = marks.firstName();
        String namespace = marks.firstNamespace();
        Element query = iq.query();
        if (name == null || namespace == null || query == null) {
            then.accept(Outcome.rejected(Condition.BAD_REQUEST, "The request has no child"));
            return;
        }
        Optional<IqHandler> handler =
                account.ports
                        .features()
                        .handler(account.policy(), new IqRoute(target, iq.type(), name, namespace));
        if (handler.isEmpty()) {
            then.accept(new Outcome.Rejected(StanzaError.of(Condition.SERVICE_UNAVAILABLE)));
            return;
        }
        resolve(
                handler.get()
                        .handle(new Request(account, session, iq, query, target, sender, trusted)),
                then);
    }

    private void resolve(Outcome outcome, Consumer<Outcome> then) {
        if (outcome instanceof Outcome.Later later) {
            account.effects.await(
                    later.stage(),
                    (value, failure) ->
                            resolve(
                                    value == null
                                            ? new Outcome.Rejected(Errors.unavailable())
                                            : value,
                                    then));
        } else {
            then.accept(outcome);
        }
    }

    /// The request counts when the session's edge has the answer: so losing this account either
    /// loses both or none.
    private void answer(FromSession in, Iq iq, Outcome outcome) {
        switch (outcome) {
            case Outcome.Result result -> {
                Session session = in.session;
                for (Message message : result.messages()) {
                    account.outbox.give(session, message.withTo(session.jid));
                }
                account.outbox.give(
                        session,
                        result(iq, result.answer()).withTo(session.jid),
                        null,
                        in.confirmation.hold());
            }
            case Outcome.Rejected rejected -> account.refuse(in, iq, rejected.error());
            case Outcome.Later later -> account.refuse(in, iq, Errors.lost());
        }
    }

    private static Iq result(Iq iq, @Nullable Element child) {
        return child == null ? Iq.result(iq) : Iq.result(iq, child);
    }

    private static void finish(ReceiveStreams.Arrived arrived, @Nullable StanzaError rejection) {
        arrived.settle(rejection);
        arrived.leave();
    }

    /// What is left of a session that ended: requests it will never answer.
    static Optional<Stanza> unanswered(Stanza stanza) {
        return stanza instanceof Iq iq && iq.isRequest() && iq.from() != null
                ? iq.errorReply(StanzaError.of(Condition.SERVICE_UNAVAILABLE))
                : Optional.empty();
    }
}
