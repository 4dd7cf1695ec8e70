package io.rookery.hooks.endpoint;

import java.time.Duration;

/// Every maximum of the module.
public record HookLimits(
        Call call, Connections connections, Breaker breaker, Cache cache, Roster roster) {

    /// What a node has unless its configuration says otherwise.
    public static final HookLimits DEFAULT =
            new HookLimits(
                    new Call(
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(3),
                            8 * 1024,
                            64 * 1024,
                            1024 * 1024,
                            16,
                            32,
                            256,
                            4_000,
                            10_000),
                    new Connections(8, 2_000, Duration.ofSeconds(30), 2, 4 * 1024, 16 * 1024),
                    new Breaker(20, 10, 50, Duration.ofSeconds(5), 3),
                    new Cache(100_000, 8, Duration.ofHours(1), Duration.ofSeconds(5)),
                    new Roster(Duration.ofHours(24), 200_000, 256, 16, 128, 256));

    /// One call.
    ///
    /// @param authDeadline from asking to the whole answer, for `auth` and `user`
    /// @param rosterDeadline the same for `roster`
    /// @param credentialBytes longest credential passed on; a longer one is denied
    /// @param replyBytes largest body read
    /// @param rosterReplyBytes the same for `roster.get`
    /// @param replyDepth nesting of the JSON in an answer
    /// @param concurrent calls to one endpoint under way
    /// @param queued calls to one endpoint waiting for a turn
    /// @param total calls of this node under way
    /// @param endpoints endpoints whose breaker and figures are kept
    public record Call(
            Duration authDeadline,
            Duration rosterDeadline,
            int credentialBytes,
            int replyBytes,
            int rosterReplyBytes,
            int replyDepth,
            int concurrent,
            int queued,
            int total,
            int endpoints) {

        /// The time that one call of this operation may take.
        public Duration deadline(Operation operation) {
            return switch (operation) {
                case AUTH_VERIFY, AUTH_SCRAM, USER_EXISTS -> authDeadline;
                case ROSTER_GET -> rosterDeadline;
            };
        }

        /// The largest body read as the answer to this operation.
        public int replyBytes(Operation operation) {
            return switch (operation) {
                case AUTH_VERIFY, AUTH_SCRAM, USER_EXISTS -> replyBytes;
                case ROSTER_GET -> rosterReplyBytes;
            };
        }
    }

    /// Connections to backends.
    ///
    /// @param idlePerEndpoint connections to one endpoint kept open for the next call
    /// @param idleTotal the same for all endpoints of this node
    /// @param idleTime how long a connection is kept unused
    /// @param attempts addresses of a host tried in one call
    /// @param statusLineBytes longest status line
    /// @param headerBytes all headers of an answer
    public record Connections(
            int idlePerEndpoint,
            int idleTotal,
            Duration idleTime,
            int attempts,
            int statusLineBytes,
            int headerBytes) {}

    /// When an endpoint is left alone.
    ///
    /// @param window last calls looked at
    /// @param minimum calls before anything is decided
    /// @param failurePercent share of failures that opens the breaker
    /// @param open how long no call is made then
    /// @param probes calls made after that before it closes or opens again
    public record Breaker(int window, int minimum, int failurePercent, Duration open, int probes) {}

    /// Answers about credentials and users.
    ///
    /// @param users users whose answers are kept
    /// @param tokensPerUser credentials of one user whose answers are kept side by side
    /// @param positiveTime the longest `ttl` honoured
    /// @param negativeTime how long a deny, or an absent user, is remembered
    public record Cache(
            int users, int tokensPerUser, Duration positiveTime, Duration negativeTime) {}

    /// Rosters.
    ///
    /// @param staleTime how long a copy is served while the backend is unavailable
    /// @param cachedItems items of all copies on this node
    /// @param nameChars longest name of an item
    /// @param groups groups of one item
    /// @param groupChars longest name of a group
    /// @param versionChars longest version
    public record Roster(
            Duration staleTime,
            int cachedItems,
            int nameChars,
            int groups,
            int groupChars,
            int versionChars) {}
}
