package io.rookery.edge.handover;

/// Where clients of other edges may be sent to reach this one. Empty: nowhere.
///
/// @param startTls `host:port`
/// @param tls `host:port`
/// @param webSocket a `wss` URI: RFC 7395 §3.6.1 allows no lower security than the client has
public record Place(String startTls, String tls, String webSocket) {
    /// An edge that nobody is sent to.
    public static final Place NONE = new Place("", "", "");
}
