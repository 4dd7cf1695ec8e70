package io.rookery.routing.cluster;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An edge's way into the cluster, the same for as long as the process lives: the sharding region
/// one way, the gateways the other. While the node is out of the cluster nothing that is told
/// arrives.
final class ClusterAccountLink implements AccountLink {
    /// The gateway of a session while there is none; it asks again when there is.
    private static final GatewayAddress NOWHERE = new GatewayAddress("");

    private final ConcurrentMap<SessionId, SessionListener> sessions;
    private final Supplier<@Nullable Incarnation> member;

    /// @param member this node in the cluster; null while it is out
    ClusterAccountLink(
            ConcurrentMap<SessionId, SessionListener> sessions,
            Supplier<@Nullable Incarnation> member) {
        this.sessions = sessions;
        this.member = member;
    }

    @Override
    public void tell(AccountId account, ToAccount.FromEdge message) {
        Incarnation now = member.get();
        boolean answerable =
                !(message instanceof ToAccount.Attach attach) || !attach.gateway().equals(NOWHERE);
        if (now != null && answerable) {
            now.tell(account, new AccountCommand.Received(message));
        }
    }

    @Override
    public void unanswered(AccountId account) {
        Incarnation now = member.get();
        if (now != null) {
            now.unanswered(account);
        }
    }

    @Override
    public void register(SessionId session, SessionListener listener) {
        sessions.put(session, listener);
    }

    @Override
    public GatewayAddress gateway(SessionId session) {
        Incarnation now = member.get();
        List<GatewayAddress> gateways = now == null ? List.of() : now.gateways();
        return gateways.isEmpty() ? NOWHERE : gateways.get(Gateways.of(session, gateways.size()));
    }

    @Override
    public void unregister(SessionId session) {
        sessions.remove(session);
    }
}
