package io.rookery.routing.roster;

/// What to do with subscription presence that arrives from a contact.
public sealed interface InboundSubscription {
    /// Where the owner stands afterwards.
    Standing next();

    /// Whether the owner's interested resources get a roster push.
    boolean push();

    SubscriptionReason reason();

    /// Give it to the owner's resources: a request to the available ones, and again whenever one
    /// becomes available until it is answered (§3.1.3); the others to the interested ones.
    ///
    /// @param sendUnavailable the contact gets unavailable presence of each available resource
    ///   (§3.3.3)
    record Deliver(Standing next, boolean push, boolean sendUnavailable, SubscriptionReason reason)
            implements InboundSubscription {}

    /// Answer `subscribed` in the owner's name, then send the owner's presence; the owner's
    /// resources do not see the request.
    record AutoReply(Standing next, boolean push, SubscriptionReason reason)
            implements InboundSubscription {}

    /// Drop it without answer.
    ///
    /// @param next the same as before
    record Ignore(Standing next, SubscriptionReason reason) implements InboundSubscription {
        @Override
        public boolean push() {
            return false;
        }
    }
}
