package io.rookery.routing.cluster;

import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.port.MessageLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.jspecify.annotations.Nullable;

/// Keeps the shard keepers of a core node, one for each shard that has accounts here.
final class ShardGuardian extends AbstractBehavior<ShardGuardian.Command> {
    private final ClusterSettings settings;
    private final MessageLog log;

    /// A member that has come back is known to all within this time.
    private static final Duration MAYBE_BACK = Duration.ofSeconds(1);

    private final Local local;
    private final Map<Integer, ActorRef<ShardKeeper.Command>> keepers = new HashMap<>();
    private final List<Command> waiting = new ArrayList<>();
    private final Set<ActorRef<Gateway.Command>> dead = new HashSet<>();
    private @Nullable Set<ActorRef<Gateway.Command>> gateways;

    /// What this node has.
    ///
    /// @param wake starts the account with this entity id
    /// @param running accounts that run
    record Local(
            Consumer<String> wake,
            ConcurrentMap<AccountId, ActorRef<AccountCommand>> running,
            Gateways gateways,
            AccountPorts.Meter meter,
            OpeningShards opening) {}

    static Behavior<Command> create(ClusterSettings settings, MessageLog log, Local local) {
        return Behaviors.setup(context -> new ShardGuardian(context, settings, log, local));
    }

    private ShardGuardian(
            ActorContext<Command> context, ClusterSettings settings, MessageLog log, Local local) {
        super(context);
        this.settings = settings;
        this.log = log;
        this.local = local;
        ActorRef<Receptionist.Listing> listings =
                context.messageAdapter(Receptionist.Listing.class, Listed::new);
        context.getSystem().receptionist().tell(Receptionist.subscribe(Gateway.KEY, listings));
    }

    /// What the guardian receives; all of it from its own node.
    sealed interface Command extends NoSerializationVerificationNeeded {}

    /// An account has started.
    record Join(String entityId, ActorRef<AccountCommand> account) implements Command {}

    /// An account has stopped.
    record Left(String entityId, ActorRef<AccountCommand> account, boolean clean)
            implements Command {}

    /// Sharding stopped an account that had not asked for it: its shard moves.
    record HandedOff(String entityId) implements Command {}

    /// A keeper has stopped.
    record Closed(int shard, ActorRef<ShardKeeper.Command> keeper) implements Command {}

    /// An account must start.
    record Wake(String entityId) implements Command {}

    /// An account speaks to this gateway for the first time.
    record Watch(GatewayAddress address, ActorRef<Gateway.Command> gateway) implements Command {}

    /// A node is no more a member: whatever gateways it had are gone.
    record MemberGone(Address member) implements Command {}

    /// A core is no more a member: its accounts have lost what was on its way to them.
    enum OwnersLost implements Command {
        LOST
    }

    private record Gone(Watch watch, boolean again) implements Command {}

    private record WatchAgain(Watch watch) implements Command {}

    private record Listed(Receptionist.Listing listing) implements Command {}

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Join.class, this::join)
                .onMessage(Left.class, this::left)
                .onMessage(HandedOff.class, this::handedOff)
                .onMessage(Closed.class, this::closed)
                .onMessage(Wake.class, this::wake)
                .onMessage(Listed.class, this::listed)
                .onMessage(Watch.class, this::watch)
                .onMessage(Gone.class, this::gone)
                .onMessage(WatchAgain.class, this::watchAgain)
                .onMessage(MemberGone.class, this::memberGone)
                .onMessage(OwnersLost.class, lost -> ownersLost())
                .build();
    }

    private Behavior<Command> join(Join join) {
        Set<ActorRef<Gateway.Command>> known = gateways;
        if (known == null) {
            waiting.add(join);
            return this;
        }
        keepers.computeIfAbsent(shard(join.entityId()), shard -> start(shard, Set.copyOf(known)))
                .tell(new ShardKeeper.Join(join.entityId(), join.account()));
        return this;
    }

    private Behavior<Command> left(Left left) {
        ActorRef<ShardKeeper.Command> keeper = keepers.get(shard(left.entityId()));
        if (keeper != null) {
            keeper.tell(new ShardKeeper.Left(left.entityId(), left.account(), left.clean()));
        }
        return this;
    }

    private Behavior<Command> handedOff(HandedOff handedOff) {
        ActorRef<ShardKeeper.Command> keeper = keepers.remove(shard(handedOff.entityId()));
        if (keeper != null) {
            keeper.tell(ShardKeeper.HandedOff.HANDED_OFF);
        }
        return this;
    }

    private Behavior<Command> closed(Closed closed) {
        keepers.remove(closed.shard(), closed.keeper());
        return this;
    }

    private Behavior<Command> wake(Wake woken) {
        local.wake().accept(woken.entityId());
        return this;
    }

    private Behavior<Command> listed(Listed message) {
        Set<ActorRef<Gateway.Command>> listed = message.listing().getServiceInstances(Gateway.KEY);
        // The list may lag behind the members.
        dead.retainAll(message.listing().getAllServiceInstances(Gateway.KEY));
        Set<ActorRef<Gateway.Command>> now = new HashSet<>(listed);
        now.removeAll(dead);
        gateways = now;
        List<Command> joins = List.copyOf(waiting);
        waiting.clear();
        joins.forEach(getContext().getSelf()::tell);
        tellKeepers(now);
        return this;
    }

    private void tellKeepers(Set<ActorRef<Gateway.Command>> now) {
        Set<ActorRef<Gateway.Command>> copy = Set.copyOf(now);
        keepers.values().forEach(keeper -> keeper.tell(new ShardKeeper.GatewaysNow(copy)));
    }

    /// Nobody waits in a roll-call for an edge that has been removed.
    private Behavior<Command> memberGone(MemberGone gone) {
        Set<ActorRef<Gateway.Command>> known = gateways;
        if (known == null) {
            return this;
        }
        List<ActorRef<Gateway.Command>> lost =
                known.stream()
                        .filter(gateway -> gateway.path().address().equals(gone.member()))
                        .toList();
        if (!lost.isEmpty()) {
            dead.addAll(lost);
            lost.forEach(known::remove);
            tellKeepers(known);
        }
        return this;
    }

    private Behavior<Command> ownersLost() {
        AccountCommand lost = AccountCommand.OwnerLost.LOST;
        local.running().values().forEach(account -> account.tell(lost));
        return this;
    }

    private Behavior<Command> watch(Watch watch) {
        getContext().watchWith(watch.gateway(), new Gone(watch, false));
        return this;
    }

    /// A gateway is gone when its node has been removed from the cluster: one that cannot be
    /// reached for a while keeps its sessions. But an edge that has come back to its address
    /// introduces its sessions perhaps before this node has heard that it is a member again, and
    /// Pekko says of whoever is no member, and was one before, that it is gone. So it is asked
    /// twice. Who speaks to a gateway that is gone has it watched again and hears of it again.
    private Behavior<Command> gone(Gone gone) {
        Watch watch = gone.watch();
        if (!gone.again()) {
            getContext().scheduleOnce(MAYBE_BACK, getContext().getSelf(), new WatchAgain(watch));
            return this;
        }
        local.gateways().forget(watch.address());
        AccountCommand lost = new AccountCommand.EdgeLost(watch.address());
        local.running().values().forEach(account -> account.tell(lost));
        return this;
    }

    private Behavior<Command> watchAgain(WatchAgain message) {
        Watch watch = message.watch();
        // Somebody may have had it watched meanwhile, and one who is watched has one word.
        getContext().unwatch(watch.gateway());
        getContext().watchWith(watch.gateway(), new Gone(watch, true));
        return this;
    }

    private ActorRef<ShardKeeper.Command> start(int shard, Set<ActorRef<Gateway.Command>> known) {
        return getContext()
                .spawnAnonymous(
                        ShardKeeper.create(
                                shard,
                                settings,
                                log,
                                local.meter(),
                                local.opening(),
                                known,
                                getContext().getSelf()));
    }

    private int shard(String entityId) {
        return AccountId.shard(entityId, settings.shards());
    }
}
