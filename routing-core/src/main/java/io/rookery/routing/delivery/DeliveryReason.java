package io.rookery.routing.delivery;

/// Why [DeliveryRules] decided as it did; for logs, metrics and tests.
public enum DeliveryReason {
    /// To the bare JID, and there are resources for it (§8.5.2.1.1).
    BARE("8.5.2.1.1"),
    /// A chat message to a resource that is gone goes to the others (§8.5.3.2.1).
    GONE_RESOURCE_CHAT("8.5.3.2.1"),
    /// To a resource that is there (§8.5.3.1).
    RESOURCE("8.5.3.1"),
    /// Presence to the bare JID goes to every available resource (§8.5.2.1.2).
    BARE_PRESENCE("8.5.2.1.2"),
    /// Nobody to take it, so it waits (§8.5.2.2.1).
    NOBODY_AVAILABLE("8.5.2.2.1"),
    /// Nobody to take it, and it is not worth keeping, or its sender does not want it kept.
    NOBODY_AVAILABLE_NOT_KEPT("8.5.2.2.1"),
    /// A headline that nobody is there to see (§8.5.2.2.1).
    HEADLINE_UNSEEN("8.5.2.2.1"),
    /// Presence that nobody is there to see (§8.5.2.2.2).
    PRESENCE_UNSEEN("8.5.2.2.2"),
    /// Groupchat messages go to full JIDs only (§8.5.2.1.1).
    GROUPCHAT_TO_BARE("8.5.2.1.1"),
    /// An error to the bare JID answers nothing that a client sent (§8.5.2.1.1).
    ERROR_TO_BARE("8.5.2.1.1"),
    /// The server answers for the bare JID (§8.5.2.1.3).
    IQ_TO_BARE("8.5.2.1.3"),
    /// Subscriptions belong to the bare JID, whatever the address (§3).
    SUBSCRIPTION("8.5.2.1.2"),
    /// The server answers probes (§4.3.2).
    PROBE("8.5.2.1.2"),
    /// The sender may not see the resource's presence, so not reach it by IQ either (§8.5.3.1).
    PRESENCE_NOT_SHARED("8.5.3.1"),
    /// No such resource (§8.5.3.2).
    NO_SUCH_RESOURCE("8.5.3.2"),
    /// A private message of a room to an occupant that is gone: the room wants to know, and other
    /// resources may not be in the room (XEP-0045 §7.5).
    OCCUPANT_GONE("8.5.3.2.1"),
    /// No such account (§8.5.1).
    NO_SUCH_ACCOUNT("8.5.1");

    private final String section;

    DeliveryReason(String section) {
        this.section = section;
    }

    /// The section of RFC 6121 that says so.
    public String section() {
        return section;
    }
}
