package io.rookery.routing.delivery;

import io.rookery.xmpp.error.StanzaError;
import java.util.List;

/// What becomes of a stanza that reached the account it is addressed to.
///
/// @param <S> the account's sessions
public sealed interface Delivery<S> {
    DeliveryReason reason();

    /// Give it to these sessions.
    ///
    /// @param sessions at least one
    record Deliver<S>(List<S> sessions, DeliveryReason reason) implements Delivery<S> {}

    /// Keep it until a session takes it (XEP-0160); if there is no room, refuse it with
    /// `service-unavailable`.
    record StoreOffline<S>(DeliveryReason reason) implements Delivery<S> {}

    /// The account acts on it, or answers it, itself.
    record HandleByAccount<S>(DeliveryReason reason) implements Delivery<S> {}

    /// Answer a probe with presence of type `unsubscribed`.
    record AnswerUnsubscribed<S>(DeliveryReason reason) implements Delivery<S> {}

    /// Nothing becomes of it, and nobody is told.
    record Drop<S>(DeliveryReason reason) implements Delivery<S> {}

    /// Answer with the error. Never decided about an error or an IQ result.
    record Refuse<S>(StanzaError error, DeliveryReason reason) implements Delivery<S> {}
}
