package io.rookery.routing.cluster;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/// An edge's way into the cluster: the sharding region one way, the gateways the other.
final class ClusterAccountLink implements AccountLink {
    private final ActorRef<ShardingEnvelope<AccountCommand>> region;
    private final ConcurrentMap<SessionId, SessionListener> sessions;
    private final List<GatewayAddress> gateways;

    ClusterAccountLink(
            ActorRef<ShardingEnvelope<AccountCommand>> region,
            ConcurrentMap<SessionId, SessionListener> sessions,
            List<GatewayAddress> gateways) {
        this.region = region;
        this.sessions = sessions;
        this.gateways = List.copyOf(gateways);
    }

    @Override
    public void tell(AccountId account, ToAccount.FromEdge message) {
        region.tell(
                new ShardingEnvelope<>(account.entityId(), new AccountCommand.Received(message)));
    }

    @Override
    public GatewayAddress register(SessionId session, SessionListener listener) {
        sessions.put(session, listener);
        return gateways.get(ClusterNode.ofGateway(session, gateways.size()));
    }

    @Override
    public void unregister(SessionId session) {
        sessions.remove(session);
    }
}
