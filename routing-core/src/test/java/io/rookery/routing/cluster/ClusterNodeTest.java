package io.rookery.routing.cluster;

import static io.rookery.routing.cluster.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.cluster.ClusterNode.Standing;
import io.rookery.routing.fixture.AbsentPorts;
import io.rookery.routing.fixture.HeapLog;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount.Attach;
import io.rookery.routing.hop.ToAccount.SessionState;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.watch.NodeWatch;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardCoordinator$Internal$ShardHome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Three cores and an edge in one process, that lose and find each other (ADR 6).
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterNodeTest {
    private static final int SHARDS = 8;

    /// So long that no failure detector decides anything in these tests.
    private static final Duration NEVER = Duration.ofMinutes(10);

    private static final AccountId ACCOUNT =
            new AccountId(new TenantId(new UUID(0, 7)), BareJid.of("juliet", "absent.example"));

    private final HeapLog log = new HeapLog(SHARDS);
    private ClusterNode first = node(List.of(), "core");
    private ClusterNode second = node(List.of(first.address()), "core");
    // Found by DNS: every name of this machine's loopback is asked.
    private ClusterNode third =
            node(List.of(first.address().replace("127.0.0.1", "dns:localhost")), "core");
    private ClusterNode edge = node(List.of(first.address()), "edge");

    @BeforeAll
    void everybody_is_up() {
        assertThat(List.of(first, second, third, edge))
                .extracting(ClusterNode::standing)
                .containsOnly(Standing.UP);
    }

    @AfterAll
    void close() {
        List.of(edge, third, second, first).forEach(ClusterNode::close);
    }

    private ClusterNode node(List<String> seeds, String role) {
        MembershipSettings alone = MembershipSettings.ALONE;
        return ClusterNode.start(
                ClusterSettings.single(SHARDS)
                        .placed(
                                "127.0.0.1",
                                0,
                                Set.of(role),
                                new MembershipSettings(
                                        SeedNodes.of(seeds),
                                        false,
                                        alone.joinWithin(),
                                        alone.strategy(),
                                        NEVER,
                                        alone.stableAfter(),
                                        alone.removalMargin(),
                                        Optional.empty())),
                AbsentPorts.ports(),
                log,
                new Remembered(),
                NodeWatch.SILENT);
    }

    @Test
    void a_core_that_was_given_up_comes_back_by_itself() {
        String before = third.address();

        down(second, third);

        eventually("it is out", () -> third.standing() == Standing.REJOINING);
        eventually("it is back", () -> third.standing() == Standing.UP);
        assertThat(third.address()).isEqualTo(before);
    }

    @Test
    void the_node_that_began_the_cluster_joins_it_again_and_begins_no_other() {
        down(second, first);

        eventually("it is out", () -> first.standing() == Standing.REJOINING);
        eventually("it is back", () -> first.standing() == Standing.UP);
        // In a cluster of its own it would know nobody whom it could remove.
        down(first, edge);
        eventually("the edge is out", () -> edge.standing() == Standing.REJOINING);
        eventually("the edge is back", () -> edge.standing() == Standing.UP);
    }

    @Test
    void sessions_of_an_edge_that_was_given_up_hold_back_and_introduce_themselves_again()
            throws InterruptedException {
        Listener listener = new Listener();
        SessionId session = new SessionId(1, 2);
        edge.link().register(session, listener);
        GatewayAddress before = edge.link().gateway(session);

        down(second, edge);

        listener.awaitIntroduction(Standing.REJOINING);
        listener.awaitIntroduction(Standing.UP);
        assertThat(edge.link().gateway(session)).isNotEqualTo(before);
        edge.link().unregister(session);
    }

    @Test
    void when_a_core_is_gone_its_shards_open_elsewhere_though_nobody_writes() throws Exception {
        SessionId session = new SessionId(3, 4);
        int shard = AccountId.shard(ACCOUNT.entityId(), SHARDS);
        Listener listener = answered(session);
        ClusterNode owner =
                List.of(first, second, third).stream()
                        .filter(node -> node.accounts() > 0)
                        .findFirst()
                        .orElseThrow();
        long openings = log.openings(shard);
        listener.rollCalls.clear();

        ClusterNode other = owner == second ? third : second;
        down(other, owner);

        // Long before the edge would lose its patience, and with a failure detector that never
        // would.
        assertThat(listener.rollCalls.poll(30, TimeUnit.SECONDS)).isTrue();
        assertThat(log.openings(shard)).isGreaterThan(openings);
        eventually("the old owner is back", () -> owner.standing() == Standing.UP);
        edge.link().unregister(session);
    }

    @Test
    void a_shard_that_an_edge_looks_for_in_the_wrong_place_is_found_when_nobody_answers()
            throws InterruptedException {
        SessionId session = new SessionId(5, 6);
        Listener listener = answered(session);
        LinkedBlockingQueue<Object> swallowed = new LinkedBlockingQueue<>();
        ActorSystem<?> system = Objects.requireNonNull(edge.incarnation()).system();
        ActorRef<Object> hole =
                system.systemActorOf(
                        Behaviors.receiveMessage(message -> {
                            swallowed.add(message);
                            return Behaviors.same();
                        }),
                        "hole",
                        Props.empty());
        int shard = AccountId.shard(ACCOUNT.entityId(), SHARDS);
        ClusterSharding.get(Adapter.toClassic(system))
                .shardRegionProxy("account", DataCenters.CORE)
                .tell(
                        new ShardCoordinator$Internal$ShardHome(
                                Integer.toString(shard), Adapter.toClassic(hole)),
                        org.apache.pekko.actor.ActorRef.noSender());
        edge.link().tell(ACCOUNT, bind(session));
        assertThat(swallowed.poll(60, TimeUnit.SECONDS)).isNotNull();

        eventually(
                "somebody answers",
                () -> {
                    edge.link().unanswered(ACCOUNT);
                    edge.link().tell(ACCOUNT, bind(session));
                    return !listener.told.isEmpty();
                });

        edge.link().unregister(session);
    }

    /// A member that has just come back is known to others a moment later.
    private static void down(ClusterNode by, ClusterNode who) {
        eventually("it is known", () -> by.down(who.address()));
    }

    /// A session of the edge whose account has answered it, so that its shard is open.
    private Listener answered(SessionId session) throws InterruptedException {
        Listener listener = new Listener();
        edge.link().register(session, listener);
        edge.link().tell(ACCOUNT, bind(session));
        assertThat(listener.told.poll(60, TimeUnit.SECONDS)).isInstanceOf(ToSession.Refused.class);
        return listener;
    }

    private Attach bind(SessionId session) {
        return new Attach(
                Attach.Kind.BIND,
                session,
                session,
                0,
                "balcony",
                edge.link().gateway(session),
                "192.0.2.1",
                0,
                SessionState.NEW);
    }

    private final class Listener implements SessionListener {
        private final LinkedBlockingQueue<Standing> introductions = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<Boolean> rollCalls = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<ToSession> told = new LinkedBlockingQueue<>();

        /// The edge may just have come back from another test.
        void awaitIntroduction(Standing wanted) throws InterruptedException {
            Standing seen;
            do {
                seen = introductions.poll(60, TimeUnit.SECONDS);
                assertThat(seen).as("introduced while " + wanted).isNotNull();
            } while (seen != wanted);
        }

        @Override
        public AccountId account() {
            return ACCOUNT;
        }

        @Override
        public void received(ToSession message) {
            told.add(message);
        }

        @Override
        public CompletionStage<Optional<Attendance>> rollCall() {
            rollCalls.add(true);
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public void introduce() {
            introductions.add(edge.standing());
        }
    }

    private static final class Remembered implements ClusterMemory {
        private final AtomicReference<Set<String>> cores = new AtomicReference<>(Set.of());

        @Override
        public Set<String> cores() {
            return cores.get();
        }

        @Override
        public void remember(Set<String> now) {
            cores.set(now);
        }
    }
}
