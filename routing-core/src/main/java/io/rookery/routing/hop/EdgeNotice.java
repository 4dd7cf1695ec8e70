package io.rookery.routing.hop;

/// What an edge says of itself to the other edges.
///
/// @param startTls where clients of other edges may be sent that use STARTTLS, `host:port`; empty:
///   nowhere
/// @param tls the same for TLS from the first byte
/// @param webSocket the same for WebSockets, a URI
/// @param sessions connected to it, those included that log in
/// @param draining it takes no new clients
public record EdgeNotice(
        String startTls, String tls, String webSocket, int sessions, boolean draining) {}
