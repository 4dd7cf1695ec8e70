package io.rookery.routing.cluster;

import java.util.Set;

/// What a node remembers of its cluster over its own end. Any thread.
public interface ClusterMemory {
    /// The other cores of the cluster that this node was last in, as `host:port`; empty when it has
    /// never been in one, or was the only core.
    Set<String> cores();

    /// Remembers them from now on.
    void remember(Set<String> cores);
}
