package io.rookery.routing.roster;

/// The four presence types that manage subscriptions (RFC 6121 §3).
public enum SubscriptionType {
    SUBSCRIBE("subscribe"),
    SUBSCRIBED("subscribed"),
    UNSUBSCRIBE("unsubscribe"),
    UNSUBSCRIBED("unsubscribed");

    private final String wire;

    SubscriptionType(String wire) {
        this.wire = wire;
    }

    /// The value of the `type` attribute.
    public String wire() {
        return wire;
    }
}
