package io.rookery.routing.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.SessionView;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.jspecify.annotations.Nullable;

/// This process as a member of the cluster: runs accounts when it has role `core`, and gives edges
/// their way to accounts when it has role `edge`.
public final class ClusterNode implements AutoCloseable {
    private static final EntityTypeKey<AccountCommand> ACCOUNT =
            EntityTypeKey.create(AccountCommand.class, "account");
    private static final Duration STARTING = Duration.ofSeconds(60);
    private static final Duration ASKING = Duration.ofSeconds(8);

    private final ActorSystem<SpawnProtocol.Command> system;
    private final ConcurrentMap<String, ActorRef<AccountCommand>> running;
    private final ActorRef<ShardingEnvelope<AccountCommand>> region;
    private final @Nullable AccountLink link;

    private ClusterNode(
            ActorSystem<SpawnProtocol.Command> system,
            ConcurrentMap<String, ActorRef<AccountCommand>> running,
            ActorRef<ShardingEnvelope<AccountCommand>> region,
            @Nullable AccountLink link) {
        this.system = system;
        this.running = running;
        this.region = region;
        this.link = link;
    }

    /// Starts the node and returns when it is up.
    ///
    /// @param ports what accounts need; only used with role `core`
    /// @throws IllegalStateException when it is not up within a minute
    public static ClusterNode start(ClusterSettings settings, AccountPorts ports, MessageLog log) {
        if (log.partitions() != settings.shards()) {
            throw new IllegalArgumentException(
                    "shards: "
                            + settings.shards()
                            + " (expected: the partitions of the log, "
                            + log.partitions()
                            + ")");
        }
        ActorSystem<SpawnProtocol.Command> system =
                ActorSystem.create(
                        SpawnProtocol.create(), ClusterSettings.SYSTEM, config(settings));
        try {
            return started(settings, ports, log, system);
        } catch (RuntimeException e) {
            system.terminate();
            throw e;
        }
    }

    private static ClusterNode started(
            ClusterSettings settings,
            AccountPorts ports,
            MessageLog log,
            ActorSystem<SpawnProtocol.Command> system) {
        RegionHolder holder = new RegionHolder();
        ActorRef<ShardGuardian.Command> guardian =
                spawn(
                        system,
                        ShardGuardian.create(
                                settings,
                                log,
                                new ShardGuardian.Local(
                                        holder::wake,
                                        holder.running,
                                        holder.gateways,
                                        ports.meter())),
                        "shards");
        ActorRef<ShardingEnvelope<AccountCommand>> region =
                ClusterSharding.get(system).init(entity(settings, ports, guardian, holder, system));
        holder.region = region;
        ConcurrentMap<SessionId, SessionListener> sessions = new ConcurrentHashMap<>();
        AccountLink link =
                settings.roles().contains("edge")
                        ? new ClusterAccountLink(
                                region, sessions, gateways(settings, system, sessions))
                        : null;
        Cluster cluster = Cluster.get(system);
        if (settings.seedNodes().isEmpty()) {
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        }
        awaitUp(system);
        return new ClusterNode(system, holder.running, region, link);
    }

    private static Entity<AccountCommand, ShardingEnvelope<AccountCommand>> entity(
            ClusterSettings settings,
            AccountPorts ports,
            ActorRef<ShardGuardian.Command> guardian,
            RegionHolder holder,
            ActorSystem<?> system) {
        ActorRefResolver resolver = ActorRefResolver.get(system);
        EntityContext[] shared = new EntityContext[1];
        return Entity.of(
                        ACCOUNT,
                        context -> {
                            if (shared[0] == null) {
                                shared[0] =
                                        new EntityContext(
                                                settings,
                                                ports,
                                                guardian,
                                                holder::tell,
                                                resolver,
                                                holder.gateways,
                                                holder.running);
                            }
                            return AccountEntity.create(
                                    context.getEntityId(), shared[0], context.getShard());
                        })
                .withMessageExtractor(new ByPartition(settings.shards()))
                .withRole("core")
                .withStopMessage(AccountCommand.Stop.STOP)
                .withEntityProps(Props.empty());
    }

    private static List<GatewayAddress> gateways(
            ClusterSettings settings,
            ActorSystem<SpawnProtocol.Command> system,
            ConcurrentMap<SessionId, SessionListener> sessions) {
        ActorRefResolver resolver = ActorRefResolver.get(system);
        List<GatewayAddress> addresses = new ArrayList<>();
        for (int i = 0; i < settings.gateways(); i++) {
            int index = i;
            ActorRef<Gateway.Command> gateway =
                    spawn(
                            system,
                            Gateway.create(
                                    sessions,
                                    settings.shards(),
                                    session -> index == ofGateway(session, settings.gateways())),
                            "gateway-" + i);
            system.receptionist().tell(Receptionist.register(Gateway.KEY, gateway));
            addresses.add(new GatewayAddress(resolver.toSerializationFormat(gateway)));
        }
        return addresses;
    }

    static int ofGateway(SessionId session, int gateways) {
        return Math.floorMod(Long.hashCode(session.low()), gateways);
    }

    private static <T> ActorRef<T> spawn(
            ActorSystem<SpawnProtocol.Command> system, Behavior<T> behavior, String name) {
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

    private static void awaitUp(ActorSystem<?> system) {
        CountDownLatch up = new CountDownLatch(1);
        // The classic API is the only one that calls back, also when the member is up already.
        org.apache.pekko.cluster.Cluster.get(Adapter.toClassic(system))
                .registerOnMemberUp(up::countDown);
        try {
            if (!up.await(STARTING.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "cluster member: not up after " + STARTING.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while joining the cluster", e);
        }
    }

    private static Config config(ClusterSettings settings) {
        Map<String, Object> values = new HashMap<>();
        values.put("pekko.remote.artery.canonical.hostname", settings.host());
        values.put("pekko.remote.artery.canonical.port", settings.port());
        values.put("pekko.cluster.roles", List.copyOf(settings.roles()));
        values.put(
                "pekko.cluster.seed-nodes",
                settings.seedNodes().stream()
                        .map(node -> "pekko://" + ClusterSettings.SYSTEM + "@" + node)
                        .toList());
        values.put("pekko.cluster.sharding.number-of-shards", settings.shards());
        if (settings.forceSerialisation()) {
            values.put("pekko.actor.serialize-messages", "on");
        }
        return ConfigFactory.parseMap(values)
                .withFallback(ConfigFactory.parseResources("rookery-cluster.conf"))
                .withFallback(ConfigFactory.load());
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

    /// How many accounts this node holds in memory.
    public int accounts() {
        return running.size();
    }

    /// Whether this node is an accepted member of the cluster.
    public boolean isUp() {
        return Cluster.get(system).selfMember().status().equals(MemberStatus.up());
    }

    /// Removes a member whose process has ended, so that its shards move now and not when its
    /// silence has been noticed. Who calls this must have seen the end: a member that lives would
    /// own shards that another opens.
    ///
    /// @param hostAndPort as other nodes reach it
    /// @return false when this node knows no such member
    public boolean down(String hostAndPort) {
        Cluster cluster = Cluster.get(system);
        for (Member member : cluster.state().getMembers()) {
            Address address = member.address();
            if (address.hostPort().equals(ClusterSettings.SYSTEM + '@' + hostAndPort)
                    && !address.equals(cluster.selfMember().address())) {
                cluster.manager().tell(new Down(address));
                return true;
            }
        }
        return false;
    }

    /// Tells the accounts of a domain that run on this node that something changed outside.
    ///
    /// @param users bare JIDs; empty: every account of the domain
    public void notice(
            TenantId tenant, String domain, List<BareJid> users, ToAccount.Notice.Kind kind) {
        AccountCommand command = new AccountCommand.Received(new ToAccount.Notice(kind));
        if (users.isEmpty()) {
            String prefix = tenant.hex() + '/';
            String suffix = '@' + domain;
            running.forEach((entityId, account) -> {
                if (entityId.startsWith(prefix) && entityId.endsWith(suffix)) {
                    account.tell(command);
                }
            });
            return;
        }
        for (BareJid user : users) {
            ActorRef<AccountCommand> account = running.get(new AccountId(tenant, user).entityId());
            if (account != null) {
                account.tell(command);
            }
        }
    }

    /// Asks the owner of an account, wherever it is, for the account's sessions. Fails with
    /// [UnavailableException] when it does not answer in `ASKING`.
    public CompletionStage<List<SessionView>> sessions(AccountId account) {
        return ask(account, null);
    }

    /// Has the owner of an account end the session of this resource; gives that session, or nothing
    /// when there is none. Fails like [#sessions].
    public CompletionStage<Optional<SessionView>> endSession(AccountId account, String resource) {
        return ask(account, resource).thenApply(ended -> ended.stream().findFirst());
    }

    private CompletionStage<List<SessionView>> ask(AccountId account, @Nullable String end) {
        return AskPattern.<ShardingEnvelope<AccountCommand>, SessionsTold>ask(
                        region,
                        replyTo ->
                                new ShardingEnvelope<>(
                                        account.entityId(),
                                        new AccountCommand.SessionsAsked(end, replyTo)),
                        ASKING,
                        system.scheduler())
                .handle((told, failure) -> {
                    if (failure != null) {
                        throw new UnavailableException(
                                "account: no answer within " + ASKING, failure);
                    }
                    return told.sessions();
                });
    }

    /// Leaves the cluster in order and stops.
    @Override
    public void close() {
        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.clusterLeavingReason())
                .toCompletableFuture()
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

    /// The region, which is known only after the entity that needs it has been described.
    private static final class RegionHolder {
        private final ConcurrentMap<String, ActorRef<AccountCommand>> running =
                new ConcurrentHashMap<>();
        private final Gateways gateways = new Gateways();
        private volatile @Nullable ActorRef<ShardingEnvelope<AccountCommand>> region;

        void tell(ShardingEnvelope<AccountCommand> envelope) {
            ActorRef<ShardingEnvelope<AccountCommand>> known = region;
            if (known != null) {
                known.tell(envelope);
            }
        }

        void wake(String entityId) {
            tell(new ShardingEnvelope<>(entityId, AccountCommand.Wake.WAKE));
        }
    }
}
