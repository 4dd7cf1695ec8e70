package io.rookery.routing.cluster;

import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;

/// Pekko's data centers stand for kinds of nodes here (ADR 6): members decide together only with
/// those of their own data center who is let in and who is dead. So all nodes that run accounts are
/// one, and a silent edge or API node cannot keep them from giving up a core of theirs that is
/// dead. (Whoever is dead or leaves is taken off the list by the leader of any of them.)
final class DataCenters {
    static final String CORE = "core";

    private DataCenters() {}

    /// Where a node with these roles belongs.
    static String of(Set<String> roles) {
        return roles.contains(CORE) ? CORE : String.join("-", new TreeSet<>(roles));
    }

    /// Whether a member can be reached: one of its own data center as its members agree, any other
    /// as this node has heard from it. One that is only being let in, or that is asked about by
    /// such a one, counts as reachable.
    static boolean isReachable(Cluster cluster, CurrentClusterState state, Member member) {
        return isFar(cluster, member)
                ? cluster.crossDcFailureDetector().isAvailable(member.address())
                : !state.getUnreachable().contains(member);
    }

    static boolean isFar(Cluster cluster, Member member) {
        return !member.dataCenter().equals(cluster.selfDataCenter());
    }
}
