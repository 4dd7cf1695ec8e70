package io.rookery.routing.port.watch;

import java.util.Set;

/// A member of the cluster as another one sees it.
///
/// @param node `host:port`
/// @param status `joining`, `up`, `leaving` …
/// @param reachable whether it answers those who look after it
public record SeenMember(String node, Set<String> roles, String status, boolean reachable) {
    public SeenMember {
        roles = Set.copyOf(roles);
    }
}
