package io.rookery.routing.cluster;

import java.time.Duration;
import java.util.Optional;

/// How a node gets into the cluster, and when the cluster gives it up.
///
/// A member that falls silent is unreachable after `heartbeatPause` and about a second more, and
/// removed after `stableAfter` without further change; its shards open elsewhere after
/// `removalMargin`. The three make the time for which accounts of a core that was cut off wait. A
/// member that was said to be dead is removed within a second.
///
/// @param seedNodes nodes to join, the first of which begins the cluster; none: this node alone
///   forms one
/// @param begin this node begins a cluster when nobody answers, though it was in one before
/// @param joinWithin how long a first attempt to join may take
/// @param strategy of Pekko's split brain resolver, which counts cores only
/// @param heartbeatPause silence that is borne
/// @param stableAfter how long what is unreachable must be the same before anything is decided
/// @param removalMargin from the removal of a core to the opening of its shards elsewhere
/// @param tls how nodes know each other; empty: they do not, and anybody who reaches the port is
///   one
public record MembershipSettings(
        SeedNodes seedNodes,
        boolean begin,
        Duration joinWithin,
        String strategy,
        Duration heartbeatPause,
        Duration stableAfter,
        Duration removalMargin,
        Optional<TlsFiles> tls) {
    /// One node alone.
    public static final MembershipSettings ALONE =
            new MembershipSettings(
                    SeedNodes.NONE,
                    false,
                    Duration.ofSeconds(60),
                    "keep-majority",
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(6),
                    Duration.ZERO,
                    Optional.empty());
}
