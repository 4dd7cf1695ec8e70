package io.rookery.routing.cluster;

import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.Neighbours;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.watch.NodeWatch;
import io.rookery.xmpp.jid.BareJid;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// This process as a member of the cluster: runs accounts when it has role `core`, and gives edges
/// their way to accounts when it has role `edge`. It is the same for as long as the process lives:
/// when the cluster gives the node up, it joins again by itself, and in between what is asked of it
/// is answered that it cannot be known now, or is lost as on a bad network.
public final class ClusterNode implements AutoCloseable {

    private final Membership membership;
    private final OpeningShards opening;
    private final @Nullable AccountLink link;
    private final Neighbours neighbours;

    private ClusterNode(
            Membership membership,
            @Nullable AccountLink link,
            OpeningShards opening,
            Neighbours neighbours) {
        this.opening = opening;
        this.membership = membership;
        this.link = link;
        this.neighbours = neighbours;
    }

    /// Whether it is in the cluster.
    public enum Standing {
        UP,
        /// The cluster gave it up; it asks to be let in again.
        REJOINING
    }

    /// Starts the node and returns when it is up.
    ///
    /// @param ports what accounts need; only used with role `core`
    /// @param watch what the node says of itself
    /// @throws IllegalStateException when it is not up in time, or the cluster refuses it
    public static ClusterNode start(
            ClusterSettings settings,
            AccountPorts ports,
            MessageLog log,
            ClusterMemory memory,
            NodeWatch watch) {
        if (log.partitions() != settings.shards()) {
            throw new IllegalArgumentException(
                    "shards: "
                            + settings.shards()
                            + " (expected: the partitions of the log, "
                            + log.partitions()
                            + ")");
        }
        OpeningShards opening = new OpeningShards(ports.clock());
        ConcurrentMap<SessionId, SessionListener> sessions = new ConcurrentHashMap<>();
        EdgeBeacon.Known neighbours = new EdgeBeacon.Known();
        Membership membership =
                new Membership(
                        settings,
                        ports,
                        log,
                        memory,
                        sessions,
                        new Sights(watch, opening),
                        neighbours);
        AccountLink link =
                settings.roles().contains("edge")
                        ? new ClusterAccountLink(sessions, membership::now)
                        : null;
        membership.start();
        return new ClusterNode(membership, link, opening, neighbours);
    }

    /// This node in the cluster; null while it is out.
    @Nullable Incarnation incarnation() {
        return membership.now();
    }

    /// How edges of this process reach accounts.
    ///
    /// @throws IllegalStateException without role `edge`
    public AccountLink link() {
        if (link == null) {
            throw new IllegalStateException("roles: no edge (expected: edge)");
        }
        return link;
    }

    /// The other edges; nobody without role `edge`.
    public Neighbours neighbours() {
        return neighbours;
    }

    /// How many other members run accounts.
    public int otherCores() {
        Incarnation member = membership.now();
        return member == null ? 0 : member.otherCores();
    }

    /// How many accounts this node holds in memory.
    public int accounts() {
        return running().size();
    }

    private Map<AccountId, ActorRef<AccountCommand>> running() {
        Incarnation member = membership.now();
        return member == null ? Map.of() : member.running();
    }

    /// Whether this node is in the cluster.
    public Standing standing() {
        Incarnation member = membership.now();
        return member != null && !member.isEnding() ? Standing.UP : Standing.REJOINING;
    }

    /// Where other nodes reach this one: `host:port`.
    public String address() {
        return membership.address();
    }

    /// All members, as this node sees them; none while it is out.
    public List<MemberView> members() {
        Incarnation member = membership.now();
        return member == null ? List.of() : member.members();
    }

    /// Removes a member whose process has ended, so that its shards move now and not when its
    /// silence has been noticed. Who calls this must have seen the end: a member that lives would
    /// own shards that another opens.
    ///
    /// @param hostAndPort as other nodes reach it
    /// @return false when this node knows no such member, or is out of the cluster itself
    public boolean down(String hostAndPort) {
        Incarnation member = membership.now();
        return member != null && member.down(hostAndPort);
    }

    /// Tells the accounts of a domain that run on this node that something changed outside.
    ///
    /// @param users bare JIDs; empty: every account of the domain
    public void notice(
            TenantId tenant, String domain, List<BareJid> users, ToAccount.Notice.Kind kind) {
        AccountCommand command = new AccountCommand.Received(new ToAccount.Notice(kind));
        Map<AccountId, ActorRef<AccountCommand>> running = running();
        if (users.isEmpty()) {
            running.forEach((id, account) -> {
                if (id.tenant().equals(tenant) && id.jid().domain().equals(domain)) {
                    account.tell(command);
                }
            });
            return;
        }
        for (BareJid user : users) {
            ActorRef<AccountCommand> account = running.get(new AccountId(tenant, user));
            if (account != null) {
                account.tell(command);
            }
        }
    }

    /// Shards that are being opened on this node, since when.
    public Map<Integer, Instant> openingShards() {
        return opening.all();
    }

    /// What an operator may ask of the cluster; empty while this node is out of it.
    public Optional<ClusterWatch> watch() {
        return Optional.ofNullable(membership.now()).map(Incarnation::watch);
    }

    /// Leaves the cluster in order and stops.
    @Override
    public void close() {
        membership.close();
    }
}
