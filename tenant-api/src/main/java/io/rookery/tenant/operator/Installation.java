package io.rookery.tenant.operator;

import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.watch.Answers;
import io.rookery.routing.port.watch.Finding;
import io.rookery.routing.port.watch.Followed;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.routing.port.watch.SessionsWanted;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The running installation as its operator sees it. Where no one provides it, the API does not
/// have these resources. Everything blocks for some seconds at most.
public interface Installation {
    /// Connected sessions of all edges in the order of their addresses.
    ///
    /// @param edge only of this edge, `host:port` or `host`; empty: of all. One that nobody is
    ///   known by is among those that did not answer
    /// @throws io.rookery.routing.port.UnavailableException when this node is not in the cluster
    Answers<SeenSession> sessions(SessionsWanted wanted, String edge);

    /// Ends the session of this resource; false when there is none.
    ///
    /// @param reason what its client is told
    /// @throws io.rookery.routing.port.UnavailableException when its owner does not answer in time
    boolean end(TenantId tenant, BareJid account, String resource, String reason);

    /// Looks everywhere for what is wrong. What cannot be reached is a finding.
    Examination examine();

    /// Begins to follow an account.
    ///
    /// @throws io.rookery.routing.port.UnavailableException when this node is not in the cluster
    Trace follow(TenantId tenant, BareJid account, Duration length, boolean payload);

    /// Records of the log that could not be read and were put aside, the newest first.
    ///
    /// @throws io.rookery.routing.port.UnavailableException when Kafka does not answer in time
    List<DeadLetter> deadLetters(int limit);

    /// A member of the installation.
    ///
    /// @param node `host:port` of the cluster
    /// @param status `up`, `joining` …
    /// @param version empty when it did not answer
    record NodeState(
            String node, Set<String> roles, String status, boolean reachable, String version) {
        public NodeState {
            roles = Set.copyOf(roles);
        }
    }

    /// What was found.
    ///
    /// @param findings the worst first
    record Examination(List<NodeState> nodes, List<Finding> findings) {
        public Examination {
            nodes = List.copyOf(nodes);
            findings = List.copyOf(findings);
        }
    }

    /// An account that is followed.
    interface Trace extends AutoCloseable {
        /// What was told next; empty when nothing was in this time.
        Optional<Followed> next(Duration wait) throws InterruptedException;

        @Override
        void close();
    }

    /// A record that was put aside.
    ///
    /// @param topic and partition and offset: where it lies in the log
    /// @param parkedAt when it was put aside, RFC 3339
    /// @param bytes its size
    record DeadLetter(
            String topic,
            int partition,
            long offset,
            String parkedAt,
            String reason,
            String key,
            int bytes) {}
}
