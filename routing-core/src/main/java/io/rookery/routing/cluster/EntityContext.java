package io.rookery.routing.cluster;

import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.ToSession;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/// What all accounts of a node share.
final class EntityContext {
    private final ClusterSettings settings;
    private final AccountPorts ports;
    private final ActorRef<ShardGuardian.Command> guardian;
    private final Consumer<ShardingEnvelope<AccountCommand>> region;
    private final Consumer<String> unanswered;
    private final ActorRefResolver resolver;
    private final Gateways gateways;
    private final ConcurrentMap<String, ActorRef<AccountCommand>> running;

    EntityContext(
            ClusterSettings settings,
            AccountPorts ports,
            ActorRef<ShardGuardian.Command> guardian,
            Consumer<ShardingEnvelope<AccountCommand>> region,
            Consumer<String> unanswered,
            ActorRefResolver resolver,
            Gateways gateways,
            ConcurrentMap<String, ActorRef<AccountCommand>> running) {
        this.settings = settings;
        this.ports = ports;
        this.guardian = guardian;
        this.region = region;
        this.unanswered = unanswered;
        this.resolver = resolver;
        this.gateways = gateways;
        this.running = running;
    }

    ClusterSettings settings() {
        return settings;
    }

    AccountPorts ports() {
        return ports;
    }

    ActorRef<ShardGuardian.Command> guardian() {
        return guardian;
    }

    Consumer<ShardingEnvelope<AccountCommand>> region() {
        return region;
    }

    /// Hears of accounts that have not answered, by entity id.
    Consumer<String> unanswered() {
        return unanswered;
    }

    /// The accounts that run on this node, by entity id.
    ConcurrentMap<String, ActorRef<AccountCommand>> running() {
        return running;
    }

    void toSession(GatewayAddress gateway, int shard, long epoch, ToSession message) {
        gateways.at(gateway, this::found).tell(new Gateway.Forwarded(shard, epoch, message));
    }

    /// Whoever is spoken to is watched: accounts must know when an edge is gone.
    private ActorRef<Gateway.Command> found(GatewayAddress address) {
        ActorRef<Gateway.Command> gateway = resolver.resolveActorRef(address.path());
        guardian.tell(new ShardGuardian.Watch(address, gateway));
        return gateway;
    }
}
