package io.rookery.routing.cluster;

import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.ToSession;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/// What all accounts of a node share.
final class EntityContext {
    private final ClusterSettings settings;
    private final AccountPorts ports;
    private final ActorRef<ShardGuardian.Command> guardian;
    private final BiConsumer<AccountId, AccountCommand> accounts;
    private final Consumer<AccountId> unanswered;
    private final ActorRefResolver resolver;
    private final Gateways gateways;
    private final ConcurrentMap<AccountId, ActorRef<AccountCommand>> running;

    EntityContext(
            ClusterSettings settings,
            AccountPorts ports,
            ActorRef<ShardGuardian.Command> guardian,
            BiConsumer<AccountId, AccountCommand> accounts,
            Consumer<AccountId> unanswered,
            ActorRefResolver resolver,
            Gateways gateways,
            ConcurrentMap<AccountId, ActorRef<AccountCommand>> running) {
        this.settings = settings;
        this.ports = ports;
        this.guardian = guardian;
        this.accounts = accounts;
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

    /// Speaks to an account, wherever it is.
    BiConsumer<AccountId, AccountCommand> accounts() {
        return accounts;
    }

    /// Hears of accounts that have not answered.
    Consumer<AccountId> unanswered() {
        return unanswered;
    }

    /// The accounts that run on this node.
    ConcurrentMap<AccountId, ActorRef<AccountCommand>> running() {
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
