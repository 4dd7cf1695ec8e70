package io.rookery.routing.roster;

/// Why [SubscriptionMachine] decided as it did; for logs, metrics and tests.
public enum SubscriptionReason {
    /// The owner asks for the contact's presence.
    REQUESTED,
    /// The owner asks again, or asks for what it has; the contact's server sorts it out.
    REQUESTED_AGAIN,
    /// The owner gives up the contact's presence, or a request for it.
    UNSUBSCRIBED_FROM_CONTACT,
    /// The owner gives up what it does not have; routed all the same, it repairs a lost state.
    NOTHING_TO_UNSUBSCRIBE,
    /// The owner approves the contact's waiting request.
    APPROVED,
    /// The owner approves a request that has not come yet (§3.4).
    PRE_APPROVED,
    /// The owner approves what is approved already.
    ALREADY_APPROVED,
    /// The owner refuses the contact's waiting request.
    DENIED,
    /// The owner takes the contact's subscription away.
    CANCELLED,
    /// The owner takes a pre-approval back (§3.4).
    PRE_APPROVAL_CANCELLED,
    /// The owner takes away what the contact does not have.
    NOTHING_TO_CANCEL,
    /// The contact asks for the owner's presence.
    REQUEST_RECEIVED,
    /// The contact's request waits already.
    REQUEST_WAITS,
    /// The contact asks for what it has: answered `subscribed` in the owner's name.
    ALREADY_SUBSCRIBED,
    /// The contact's request was approved before it came (§3.4).
    MATCHES_PRE_APPROVAL,
    /// The contact withdraws its request.
    REQUEST_WITHDRAWN,
    /// The contact gives up the owner's presence.
    CONTACT_UNSUBSCRIBED,
    /// The contact gives up what it does not have.
    NOT_SUBSCRIBED,
    /// The contact approves the owner's request.
    REQUEST_APPROVED,
    /// The contact approves what the owner did not ask for.
    NOT_REQUESTED,
    /// The contact refuses the owner's request.
    REQUEST_DENIED,
    /// The contact takes the owner's subscription away.
    SUBSCRIPTION_CANCELLED
}
