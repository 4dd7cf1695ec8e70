package io.rookery.routing.hop;

import java.time.Instant;

/// What an account tells of one of its sessions, for people who look after it.
///
/// @param since when it began; after a core's loss, when its next owner took it up
/// @param address the client's IP address
/// @param connected false while it waits for its client to resume it
/// @param available has sent initial presence
/// @param show of its presence (RFC 6121 §4.7.2.1), empty when it has none
/// @param inactive the client said that nobody looks at it (XEP-0352)
public record SessionView(
        String resource,
        String address,
        Instant since,
        boolean connected,
        boolean available,
        String show,
        int priority,
        boolean inactive) {}
