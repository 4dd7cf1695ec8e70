package io.rookery.routing.hop;

/// Names a stanza from the moment an edge numbered it: (session, number within the session, from
/// 1).
public record IngressKey(SessionId session, long number) {}
