package io.rookery.routing.cluster;

import java.util.Set;

/// A member of the cluster as one node sees it.
///
/// @param address `host:port`
/// @param status such as `up`, `leaving`, `down`
/// @param reachable whether nobody misses it
public record MemberView(String address, Set<String> roles, String status, boolean reachable) {
    public MemberView {
        roles = Set.copyOf(roles);
    }
}
