package io.rookery.routing.port.watch;

/// Which connected sessions are asked for, in the order of their addresses (by code unit).
///
/// @param domain only of this domain; empty: of every domain
/// @param user only of this bare JID; empty: of every user
/// @param after only those whose full JID comes behind this one; empty: from the beginning
/// @param limit at most so many
public record SessionsWanted(String domain, String user, String after, int limit) {

    /// The most that can be asked for at once.
    public static final int MOST = 2_000;

    public SessionsWanted {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException(
                    "limit: " + limit + " (expected: from 1 to " + MOST + ")");
        }
    }
}
