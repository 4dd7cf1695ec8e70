package io.rookery.routing.cluster;

import com.typesafe.config.Config;
import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.port.MessageLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.jspecify.annotations.Nullable;

/// One life of this node in the cluster: an actor system, from its attempt to join to its end. A
/// node that the cluster gave up gets another one at the same address.
final class Incarnation {
    private static final EntityTypeKey<AccountCommand> ACCOUNT =
            EntityTypeKey.create(AccountCommand.class, "account");
    private static final Duration STARTING = Duration.ofSeconds(30);
    private static final Duration ENDING = Duration.ofSeconds(15);
    private static final int PREFIX = ClusterSettings.SYSTEM.length() + 1;

    private final ClusterSettings settings;
    private final ActorSystem<SpawnProtocol.Command> system;
    private final ConcurrentMap<SessionId, SessionListener> sessions;
    private final Gateways known = new Gateways();
    private final ConcurrentMap<AccountId, ActorRef<AccountCommand>> running =
            new ConcurrentHashMap<>();
    private final CompletableFuture<Boolean> up = new CompletableFuture<>();
    private final List<GatewayAddress> gateways;
    private volatile @Nullable ActorRef<ShardingEnvelope<AccountCommand>> region;
    private volatile @Nullable Homes homes;

    private Incarnation(
            ClusterSettings settings,
            ActorSystem<SpawnProtocol.Command> system,
            ConcurrentMap<SessionId, SessionListener> sessions) {
        this.settings = settings;
        this.system = system;
        this.sessions = sessions;
        this.gateways = settings.roles().contains("edge") ? startGateways() : List.of();
        system.getWhenTerminated().whenComplete((done, failure) -> up.complete(false));
    }

    /// Begins one; it is not a member yet.
    ///
    /// @param sessions of this edge
    /// @param neighbours hears of the other edges
    static Incarnation begin(
            ClusterSettings settings,
            Config config,
            AccountPorts ports,
            MessageLog log,
            ConcurrentMap<SessionId, SessionListener> sessions,
            Sights sights,
            EdgeBeacon.Known neighbours,
            Consumer<Set<String>> remember) {
        BootstrapSetup setup = BootstrapSetup.create(config);
        ActorSystem<SpawnProtocol.Command> system =
                ActorSystem.create(
                        SpawnProtocol.create(),
                        ClusterSettings.SYSTEM,
                        settings.membership()
                                .tls()
                                .map(NodeTls::new)
                                .map(tls -> ActorSystemSetup.create(setup, with(tls)))
                                .orElseGet(() -> ActorSystemSetup.create(setup)));
        RemotingEnd.watch(Adapter.toClassic(system));
        try {
            Incarnation begun = new Incarnation(settings, system, sessions);
            begun.open(ports, log, sights, remember);
            if (settings.roles().contains("edge")) {
                begun.spawn(EdgeBeacon.create(neighbours), "edge-beacon");
            }
            return begun;
        } catch (RuntimeException e) {
            system.terminate();
            throw e;
        }
    }

    private static SSLEngineProviderSetup with(NodeTls tls) {
        return SSLEngineProviderSetup.create(system -> tls);
    }

    private void open(
            AccountPorts ports, MessageLog log, Sights sights, Consumer<Set<String>> remember) {
        ActorRef<ShardGuardian.Command> guardian =
                spawn(
                        ShardGuardian.create(
                                settings,
                                log,
                                new ShardGuardian.Local(
                                        entityId -> tell(entityId, AccountCommand.Wake.WAKE),
                                        running,
                                        known,
                                        ports.meter(),
                                        sights.opening())),
                        "shards");
        // Before the node is up, or the first message waits for seconds.
        ActorRef<ShardingEnvelope<AccountCommand>> accounts =
                ClusterSharding.get(system).init(entity(ports, guardian));
        homes = new Homes(Adapter.toClassic(accounts), settings.shards());
        region = accounts;
        spawn(Watchman.create(sights.watch(), self()), Watchman.NAME);
        spawn(
                MemberWatch.create(
                        new MemberWatch.Ears() {
                            @Override
                            public void cores(Set<String> now) {
                                remember.accept(now);
                            }

                            @Override
                            public void gone(Address member) {
                                guardian.tell(new ShardGuardian.MemberGone(member));
                            }

                            @Override
                            public void coreGone() {
                                guardian.tell(ShardGuardian.OwnersLost.LOST);
                                wakeShards();
                            }
                        }),
                "members");
        spawn(FarMembers.create(settings.membership().stableAfter()), "far-members");
        // The classic API is the only one that calls back, also when the member is up already.
        classic().registerOnMemberUp(() -> up.complete(true));
    }

    private org.apache.pekko.cluster.Cluster classic() {
        return org.apache.pekko.cluster.Cluster.get(Adapter.toClassic(system));
    }

    private Entity<AccountCommand, ShardingEnvelope<AccountCommand>> entity(
            AccountPorts ports, ActorRef<ShardGuardian.Command> guardian) {
        EntityContext shared =
                new EntityContext(
                        settings,
                        ports,
                        guardian,
                        this::tell,
                        this::unanswered,
                        ActorRefResolver.get(system),
                        known,
                        running);
        return Entity.of(
                        ACCOUNT,
                        context ->
                                AccountEntity.create(
                                        context.getEntityId(), shared, context.getShard()))
                .withMessageExtractor(new ByPartition(settings.shards()))
                .withRole(DataCenters.CORE)
                .withDataCenter(DataCenters.CORE)
                .withStopMessage(AccountCommand.Stop.STOP)
                .withEntityProps(Props.empty());
    }

    private List<GatewayAddress> startGateways() {
        ActorRefResolver resolver = ActorRefResolver.get(system);
        List<GatewayAddress> addresses = new ArrayList<>();
        for (int i = 0; i < settings.gateways(); i++) {
            int index = i;
            ActorRef<Gateway.Command> gateway =
                    spawn(
                            Gateway.create(
                                    sessions,
                                    settings.shards(),
                                    session -> index == Gateways.of(session, settings.gateways())),
                            "gateway-" + i);
            system.receptionist().tell(Receptionist.register(Gateway.KEY, gateway));
            addresses.add(new GatewayAddress(resolver.toSerializationFormat(gateway)));
        }
        return List.copyOf(addresses);
    }

    private <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
        try {
            return AskPattern.<SpawnProtocol.Command, ActorRef<T>>ask(
                            system,
                            replyTo ->
                                    new SpawnProtocol.Spawn<>(
                                            behavior, name, Props.empty(), replyTo),
                            STARTING,
                            system.scheduler())
                    .toCompletableFuture()
                    .get(STARTING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting " + name, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("actor: " + name + " (expected: started)", e);
        }
    }

    /// Asks to be let in, until somebody answers.
    ///
    /// @param seeds `host:port`; the first may begin a cluster if it is this node
    void join(List<String> seeds) {
        Cluster.get(system)
                .manager()
                .tell(new JoinSeedNodes(seeds.stream().map(Incarnation::address).toList()));
    }

    private static Address address(String hostAndPort) {
        return AddressFromURIString.parse("pekko://" + ClusterSettings.SYSTEM + '@' + hostAndPort);
    }

    /// This node, as others know it: `host:port`.
    String self() {
        return Cluster.get(system).selfMember().address().hostPort().substring(PREFIX);
    }

    /// Completes when it is a member, or with false when it has ended before.
    CompletionStage<Boolean> up() {
        return up;
    }

    /// Completes when it has ended, for whatever reason.
    CompletionStage<?> ended() {
        return system.getWhenTerminated();
    }

    /// Whether a member is one no more. That it is up is said by [#up]; this view is a moment
    /// behind, and takes one that has just joined for removed.
    boolean isEnding() {
        MemberStatus status = Cluster.get(system).selfMember().status();
        return status.equals(MemberStatus.down()) || status.equals(MemberStatus.exiting());
    }

    /// Speaks to an account. One that runs on this node is told by itself, without two stops on the
    /// way, at the region and at the shard, and without its entity id being put together for them.
    /// One that is told in the very moment of its end does not hear it, as when a node is lost: who
    /// waits asks again.
    void tell(AccountId account, AccountCommand command) {
        ActorRef<AccountCommand> here = running.get(account);
        if (here != null) {
            here.tell(command);
        } else {
            tell(account.entityId(), command);
        }
    }

    private void tell(String entityId, AccountCommand command) {
        ActorRef<ShardingEnvelope<AccountCommand>> accounts = region;
        if (accounts != null) {
            accounts.tell(new ShardingEnvelope<>(entityId, command));
        }
    }

    /// An account has been silent for a while: perhaps this node looks for it in the wrong place.
    void unanswered(AccountId account) {
        Homes remembered = homes;
        int shard = AccountId.shard(account.entityId(), settings.shards());
        if (remembered != null && !running.containsKey(account) && remembered.forget(shard)) {
            system.log().debug("shard {}: no answer, its place is asked for anew", shard);
        }
    }

    ActorSystem<?> system() {
        return system;
    }

    List<GatewayAddress> gateways() {
        return gateways;
    }

    /// The accounts that run on this node.
    ConcurrentMap<AccountId, ActorRef<AccountCommand>> running() {
        return running;
    }

    /// A shard opens when somebody speaks to an account of it, and its opening brings back all
    /// sessions: so one account of each shard that has sessions here is woken.
    private void wakeShards() {
        boolean[] woken = new boolean[settings.shards()];
        for (SessionListener session : sessions.values()) {
            AccountId account = session.account();
            int shard = AccountId.shard(account.entityId(), settings.shards());
            if (!woken[shard]) {
                woken[shard] = true;
                tell(account, AccountCommand.Wake.WAKE);
            }
        }
    }

    List<MemberView> members() {
        org.apache.pekko.cluster.Cluster cluster = classic();
        CurrentClusterState state = cluster.state();
        List<MemberView> members = new ArrayList<>();
        for (Member member : state.getMembers()) {
            Set<String> roles = new TreeSet<>(member.getRoles());
            // Pekko's own, of data centres.
            roles.removeIf(role -> role.startsWith("dc-"));
            members.add(
                    new MemberView(
                            member.address().hostPort().substring(PREFIX),
                            roles,
                            member.status().toString().toLowerCase(Locale.ROOT),
                            DataCenters.isReachable(cluster, state, member)));
        }
        return members;
    }

    int otherCores() {
        Cluster cluster = Cluster.get(system);
        int cores = 0;
        for (Member member : cluster.state().getMembers()) {
            if (member.hasRole(DataCenters.CORE)
                    && member.status().equals(MemberStatus.up())
                    && !member.equals(cluster.selfMember())) {
                cores++;
            }
        }
        return cores;
    }

    /// Removes a member whose process has ended; false when there is no such member.
    boolean down(String hostAndPort) {
        Cluster cluster = Cluster.get(system);
        Address dead = address(hostAndPort);
        for (Member member : cluster.state().getMembers()) {
            if (member.address().equals(dead) && !dead.equals(cluster.selfMember().address())) {
                cluster.manager().tell(new Down(dead));
                return true;
            }
        }
        return false;
    }

    /// What an operator may ask of the cluster, once this node has been up.
    ClusterWatch watch() {
        return new ClusterWatch(system, Objects.requireNonNull(region));
    }

    /// Leaves the cluster in order and ends.
    void leave() {
        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.clusterLeavingReason())
                .toCompletableFuture()
                .join();
    }

    /// Ends without a word to the others: it was not a member. Does not wait for ever: connections
    /// that never came to be, over TLS, have been seen to keep Pekko's remoting from ending.
    void abandon() {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .completeOnTimeout(null, ENDING.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static final class ByPartition
            extends ShardingMessageExtractor<ShardingEnvelope<AccountCommand>, AccountCommand> {
        private final int shards;

        ByPartition(int shards) {
            this.shards = shards;
        }

        @Override
        public String entityId(ShardingEnvelope<AccountCommand> envelope) {
            return envelope.entityId();
        }

        @Override
        public String shardId(String entityId) {
            return Integer.toString(AccountId.shard(entityId, shards));
        }

        @Override
        public AccountCommand unwrapMessage(ShardingEnvelope<AccountCommand> envelope) {
            return envelope.message();
        }
    }
}
