package io.rookery.routing.account;

import java.time.Duration;

/// Every maximum of an account (docs/protocol.md §8).
///
/// @param forwardWindow unconfirmed stanzas to one other account
/// @param receiveStreams senders remembered at a time
/// @param outboundStanzas stanzas a session has not taken
/// @param outboundBytes bytes a session has not taken
/// @param retryDelay after which an unconfirmed stanza is sent again
/// @param retryDeadline after which an unconfirmed stanza is answered with a `wait` error; also how
///   long a receiver remembers a stream that has fallen silent
/// @param takenDelay how long taken ids are gathered before they are recorded
/// @param recentKeys ingress keys and origin ids remembered; a message may have one of each, and
///   what is forgotten before its time can be archived twice when it is sent again
/// @param recentAge how long they are remembered
/// @param resumeTimeout longest time a detached session waits for its client
/// @param resumeWait how long the log may hold up a client: a resumption until what was accepted is
///   confirmed, then it is refused; a login until its pending messages are read, then they follow
/// @param snapshotEvery how often the log's copy of a session without a socket is renewed; far less
///   than the tail
/// @param snapshotBytes largest such copy; a session that holds more is not restored
/// @param countersKept ended sessions whose counter is remembered for `<failed h=…/>`
/// @param pendingPage messages read at once when they are handed to a session
/// @param idleAfter how long an account with nothing to do stays in memory
/// @param directedPresences JIDs one session may send directed presence to and have remembered
/// @param deferred stanzas that wait behind one that needs an answer from outside
public record AccountLimits(
        int forwardWindow,
        int receiveStreams,
        int outboundStanzas,
        long outboundBytes,
        Duration retryDelay,
        Duration retryDeadline,
        Duration takenDelay,
        int recentKeys,
        Duration recentAge,
        Duration resumeTimeout,
        Duration resumeWait,
        Duration snapshotEvery,
        int snapshotBytes,
        int countersKept,
        int pendingPage,
        Duration idleAfter,
        int directedPresences,
        int deferred) {
    /// The values of docs/protocol.md §8.
    public static final AccountLimits DEFAULT =
            new AccountLimits(
                    512,
                    10_000,
                    1_000,
                    4 << 20,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    16_384,
                    Duration.ofMinutes(2),
                    Duration.ofHours(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    256 << 10,
                    32,
                    100,
                    Duration.ofMinutes(2),
                    500,
                    1_000);
}
