package io.rookery.edge.session;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.SessionId;

/// What a session begins with.
///
/// @param id names this connection
/// @param origin `id` for a new session, else what the client showed
/// @param resource asked for, when new; empty lets the account choose
/// @param resumeFrom the client's `h`, when resumed
/// @param address the client's IP address
public record Start(
        AccountId account,
        SessionId id,
        SessionId origin,
        String resource,
        long resumeFrom,
        String address) {
    boolean isNew() {
        return id.equals(origin);
    }
}
