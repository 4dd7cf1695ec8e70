package io.rookery.routing.cluster;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Whom a node asks to be let into the cluster, and whether it may begin one (ADR 6). Two clusters
/// over one log would take each other's shards all the time, so who is in doubt waits.
///
/// @param configured seed nodes, the first of which begins; none: this node alone
/// @param remembered other cores of the cluster that the node was in before
/// @param told by an operator who knows that there is no cluster: this node begins one
record Joining(List<String> configured, Set<String> remembered, boolean told) {
    Joining {
        configured = List.copyOf(configured);
        remembered = Set.copyOf(remembered);
    }

    /// Whether it may begin one though nobody answers; else it may only when all whom it asks
    /// answer that they are in none either.
    boolean alone() {
        return told || remembered.isEmpty();
    }

    /// Whether it is this node that begins a cluster, if one is to be begun.
    ///
    /// @param self as `host:port`
    boolean first(String self) {
        return told || configured.isEmpty() || configured.getFirst().equals(self);
    }

    /// As Pekko takes them: a node may begin a cluster only when it is the first itself.
    ///
    /// @param self as `host:port`
    List<String> seeds(String self) {
        Set<String> others = new LinkedHashSet<>(configured);
        others.addAll(remembered);
        others.remove(self);
        if (!first(self)) {
            return List.copyOf(others);
        }
        List<String> seeds = new ArrayList<>(List.of(self));
        seeds.addAll(others);
        return List.copyOf(seeds);
    }
}
