package io.rookery.routing.port;

/// Caps of one domain. Each is at least 1.
///
/// @param sessions connected sessions of the whole domain on one edge
/// @param sessionsPerAccount connected sessions of one account
/// @param stanzasPerSecond sustained stanzas a second from one session; twice that in a burst
/// @param bytesPerSecond sustained bytes a second from one session; four times that in a burst
/// @param stanzaBytes largest stanza accepted from an authenticated client
/// @param rosterItems items of one roster
/// @param pendingMessages messages kept for an account that has no session (XEP-0160)
public record DomainLimits(
        int sessions,
        int sessionsPerAccount,
        int stanzasPerSecond,
        int bytesPerSecond,
        int stanzaBytes,
        int rosterItems,
        int pendingMessages) {

    /// What a domain has unless its tenant's plan says otherwise.
    public static final DomainLimits DEFAULT =
            new DomainLimits(100_000, 32, 1_000, 1_048_576, 262_144, 1_000, 1_000);
}
