package io.rookery.routing.delivery;

/// One session of an account, as delivery sees it (RFC 6120 §7: a connected resource). A session
/// that waits to be resumed is still connected.
public interface ConnectedResource {
    /// The resourcepart.
    String resource();

    /// Whether it has sent available presence, and no unavailable presence since (RFC 6121 §4).
    boolean isAvailable();

    /// The priority of its last presence, -128 to 127. Negative ones get no messages sent to the
    /// bare JID.
    int priority();

    /// Whether it asked for carbons (XEP-0280 §4).
    boolean isCarbonsEnabled();
}
