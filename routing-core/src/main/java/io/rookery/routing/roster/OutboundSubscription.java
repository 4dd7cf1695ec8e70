package io.rookery.routing.roster;

/// What to do with subscription presence that one of the owner's clients sends.
public sealed interface OutboundSubscription {
    /// Where the owner stands afterwards.
    Standing next();

    /// Whether the owner's interested resources get a roster push.
    boolean push();

    SubscriptionReason reason();

    /// Send it to the contact, stamped with the owner's bare JID.
    ///
    /// @param presence the owner's presence that goes to the contact with it
    record Route(Standing next, boolean push, FollowUp presence, SubscriptionReason reason)
            implements OutboundSubscription {}

    /// It ends here.
    record Keep(Standing next, boolean push, SubscriptionReason reason)
            implements OutboundSubscription {}

    /// Presence of the owner that a decision brings along.
    enum FollowUp {
        NOTHING,
        /// After the subscription presence: the last presence of each available resource (§3.1.5).
        AVAILABLE_AFTER,
        /// Before the subscription presence: unavailable presence of each available resource
        /// (§3.2.2, §3.3.3).
        UNAVAILABLE_BEFORE
    }
}
