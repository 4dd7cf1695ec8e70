package io.rookery.routing.roster;

import static io.rookery.routing.port.RosterStore.SubscriptionState.BOTH;
import static io.rookery.routing.port.RosterStore.SubscriptionState.FROM;
import static io.rookery.routing.port.RosterStore.SubscriptionState.FROM_PENDING_OUT;
import static io.rookery.routing.port.RosterStore.SubscriptionState.NONE;
import static io.rookery.routing.port.RosterStore.SubscriptionState.NONE_PENDING_IN;
import static io.rookery.routing.port.RosterStore.SubscriptionState.NONE_PENDING_OUT;
import static io.rookery.routing.port.RosterStore.SubscriptionState.NONE_PENDING_OUT_IN;
import static io.rookery.routing.port.RosterStore.SubscriptionState.TO;
import static io.rookery.routing.port.RosterStore.SubscriptionState.TO_PENDING_IN;

import io.rookery.routing.port.RosterStore.SubscriptionState;
import io.rookery.routing.roster.InboundSubscription.AutoReply;
import io.rookery.routing.roster.InboundSubscription.Ignore;
import io.rookery.routing.roster.OutboundSubscription.FollowUp;
import io.rookery.routing.roster.OutboundSubscription.Keep;
import io.rookery.routing.roster.OutboundSubscription.Route;

/// The subscription states of RFC 6121 appendix A: one switch for each of its tables, with the
/// texts of §3.1 to §3.4 where they say more. Pure; knows nothing of names, groups and storage.
///
/// A pre-approval is used up by the request that it answers: a contact that leaves and asks again
/// has to be approved again.
public final class SubscriptionMachine {
    private SubscriptionMachine() {}

    /// Decides about presence of `type` from one of the owner's clients to the contact.
    public static OutboundSubscription outbound(SubscriptionType type, Standing now) {
        return switch (type) {
            case SUBSCRIBE -> outboundSubscribe(now);
            case UNSUBSCRIBE -> outboundUnsubscribe(now);
            case SUBSCRIBED -> outboundSubscribed(now);
            case UNSUBSCRIBED -> outboundUnsubscribed(now);
        };
    }

    /// Decides about presence of `type` from the contact.
    public static InboundSubscription inbound(SubscriptionType type, Standing now) {
        return switch (type) {
            case SUBSCRIBE -> inboundSubscribe(now);
            case UNSUBSCRIBE -> inboundUnsubscribe(now);
            case SUBSCRIBED -> inboundSubscribed(now);
            case UNSUBSCRIBED -> inboundUnsubscribed(now);
        };
    }

    /// Table A.2.1, §3.1.2.
    private static OutboundSubscription outboundSubscribe(Standing now) {
        SubscriptionState next =
                switch (now.state()) {
                    case NONE, NONE_PENDING_OUT -> NONE_PENDING_OUT;
                    case NONE_PENDING_IN, NONE_PENDING_OUT_IN -> NONE_PENDING_OUT_IN;
                    case FROM, FROM_PENDING_OUT -> FROM_PENDING_OUT;
                    case TO -> TO;
                    case TO_PENDING_IN -> TO_PENDING_IN;
                    case BOTH -> BOTH;
                };
        SubscriptionReason reason =
                next == now.state()
                        ? SubscriptionReason.REQUESTED_AGAIN
                        : SubscriptionReason.REQUESTED;
        return route(now, now.listedAs(next), FollowUp.NOTHING, reason);
    }

    /// Table A.2.2, §3.3.2.
    private static OutboundSubscription outboundUnsubscribe(Standing now) {
        SubscriptionState next =
                switch (now.state()) {
                    case NONE, NONE_PENDING_OUT, TO -> NONE;
                    case NONE_PENDING_IN, NONE_PENDING_OUT_IN, TO_PENDING_IN -> NONE_PENDING_IN;
                    case FROM, FROM_PENDING_OUT, BOTH -> FROM;
                };
        SubscriptionReason reason =
                next == now.state()
                        ? SubscriptionReason.NOTHING_TO_UNSUBSCRIBE
                        : SubscriptionReason.UNSUBSCRIBED_FROM_CONTACT;
        return route(now, now.to(next), FollowUp.NOTHING, reason);
    }

    /// Table A.2.3, §3.1.5, §3.4.2.
    private static OutboundSubscription outboundSubscribed(Standing now) {
        return switch (now.state()) {
            case NONE_PENDING_IN -> approve(now, FROM);
            case NONE_PENDING_OUT_IN -> approve(now, FROM_PENDING_OUT);
            case TO_PENDING_IN -> approve(now, BOTH);
            case NONE, NONE_PENDING_OUT, TO ->
                    keep(now, now.withApproval(true), SubscriptionReason.PRE_APPROVED);
            case FROM, FROM_PENDING_OUT, BOTH ->
                    keep(now, now, SubscriptionReason.ALREADY_APPROVED);
        };
    }

    /// Table A.2.4, §3.2.2, §3.4.
    private static OutboundSubscription outboundUnsubscribed(Standing now) {
        return switch (now.state()) {
            case NONE_PENDING_IN -> deny(now, NONE);
            case NONE_PENDING_OUT_IN -> deny(now, NONE_PENDING_OUT);
            case TO_PENDING_IN -> deny(now, TO);
            case FROM -> cancel(now, NONE);
            case FROM_PENDING_OUT -> cancel(now, NONE_PENDING_OUT);
            case BOTH -> cancel(now, TO);
            case NONE, NONE_PENDING_OUT, TO ->
                    now.approved()
                            ? keep(
                                    now,
                                    now.withApproval(false),
                                    SubscriptionReason.PRE_APPROVAL_CANCELLED)
                            : keep(now, now, SubscriptionReason.NOTHING_TO_CANCEL);
        };
    }

    /// Table A.3.1, §3.1.3, §3.4.2.
    private static InboundSubscription inboundSubscribe(Standing now) {
        return switch (now.state()) {
            case NONE -> request(now, NONE_PENDING_IN, FROM);
            case NONE_PENDING_OUT -> request(now, NONE_PENDING_OUT_IN, FROM_PENDING_OUT);
            case TO -> request(now, TO_PENDING_IN, BOTH);
            case NONE_PENDING_IN, NONE_PENDING_OUT_IN, TO_PENDING_IN ->
                    new Ignore(now, SubscriptionReason.REQUEST_WAITS);
            case FROM, FROM_PENDING_OUT, BOTH ->
                    new AutoReply(now, false, SubscriptionReason.ALREADY_SUBSCRIBED);
        };
    }

    /// Table A.3.2, §3.3.3.
    private static InboundSubscription inboundUnsubscribe(Standing now) {
        return switch (now.state()) {
            case NONE_PENDING_IN ->
                    deliver(now, now.to(NONE), false, SubscriptionReason.REQUEST_WITHDRAWN);
            case NONE_PENDING_OUT_IN ->
                    deliver(
                            now,
                            now.to(NONE_PENDING_OUT),
                            false,
                            SubscriptionReason.REQUEST_WITHDRAWN);
            case TO_PENDING_IN ->
                    deliver(now, now.to(TO), false, SubscriptionReason.REQUEST_WITHDRAWN);
            case FROM -> deliver(now, now.to(NONE), true, SubscriptionReason.CONTACT_UNSUBSCRIBED);
            case FROM_PENDING_OUT ->
                    deliver(
                            now,
                            now.to(NONE_PENDING_OUT),
                            true,
                            SubscriptionReason.CONTACT_UNSUBSCRIBED);
            case BOTH -> deliver(now, now.to(TO), true, SubscriptionReason.CONTACT_UNSUBSCRIBED);
            case NONE, NONE_PENDING_OUT, TO -> new Ignore(now, SubscriptionReason.NOT_SUBSCRIBED);
        };
    }

    /// Table A.3.3, §3.1.6.
    private static InboundSubscription inboundSubscribed(Standing now) {
        return switch (now.state()) {
            case NONE_PENDING_OUT ->
                    deliver(now, now.to(TO), false, SubscriptionReason.REQUEST_APPROVED);
            case NONE_PENDING_OUT_IN ->
                    deliver(now, now.to(TO_PENDING_IN), false, SubscriptionReason.REQUEST_APPROVED);
            case FROM_PENDING_OUT ->
                    deliver(now, now.to(BOTH), false, SubscriptionReason.REQUEST_APPROVED);
            case NONE, NONE_PENDING_IN, TO, TO_PENDING_IN, FROM, BOTH ->
                    new Ignore(now, SubscriptionReason.NOT_REQUESTED);
        };
    }

    /// Table A.3.4, §3.2.3.
    private static InboundSubscription inboundUnsubscribed(Standing now) {
        return switch (now.state()) {
            case NONE_PENDING_OUT ->
                    deliver(now, now.to(NONE), false, SubscriptionReason.REQUEST_DENIED);
            case NONE_PENDING_OUT_IN ->
                    deliver(now, now.to(NONE_PENDING_IN), false, SubscriptionReason.REQUEST_DENIED);
            case FROM_PENDING_OUT ->
                    deliver(now, now.to(FROM), false, SubscriptionReason.REQUEST_DENIED);
            case TO -> deliver(now, now.to(NONE), false, SubscriptionReason.SUBSCRIPTION_CANCELLED);
            case TO_PENDING_IN ->
                    deliver(
                            now,
                            now.to(NONE_PENDING_IN),
                            false,
                            SubscriptionReason.SUBSCRIPTION_CANCELLED);
            case BOTH ->
                    deliver(now, now.to(FROM), false, SubscriptionReason.SUBSCRIPTION_CANCELLED);
            case NONE, NONE_PENDING_IN, FROM -> new Ignore(now, SubscriptionReason.NOT_SUBSCRIBED);
        };
    }

    private static OutboundSubscription approve(Standing now, SubscriptionState next) {
        return route(
                now, now.listedAs(next), FollowUp.AVAILABLE_AFTER, SubscriptionReason.APPROVED);
    }

    private static OutboundSubscription deny(Standing now, SubscriptionState next) {
        return route(now, now.to(next), FollowUp.NOTHING, SubscriptionReason.DENIED);
    }

    private static OutboundSubscription cancel(Standing now, SubscriptionState next) {
        return route(
                now,
                now.to(next).withApproval(false),
                FollowUp.UNAVAILABLE_BEFORE,
                SubscriptionReason.CANCELLED);
    }

    private static InboundSubscription request(
            Standing now, SubscriptionState waiting, SubscriptionState approved) {
        if (now.approved()) {
            Standing next = now.listedAs(approved).withApproval(false);
            return new AutoReply(
                    next, next.looksOtherThan(now), SubscriptionReason.MATCHES_PRE_APPROVAL);
        }
        return deliver(now, now.to(waiting), false, SubscriptionReason.REQUEST_RECEIVED);
    }

    private static OutboundSubscription route(
            Standing now, Standing next, FollowUp presence, SubscriptionReason reason) {
        return new Route(next, next.looksOtherThan(now), presence, reason);
    }

    private static OutboundSubscription keep(
            Standing now, Standing next, SubscriptionReason reason) {
        return new Keep(next, next.looksOtherThan(now), reason);
    }

    private static InboundSubscription deliver(
            Standing now, Standing next, boolean sendUnavailable, SubscriptionReason reason) {
        return new InboundSubscription.Deliver(
                next, next.looksOtherThan(now), sendUnavailable, reason);
    }
}
