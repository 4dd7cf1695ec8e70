package io.rookery.routing.cluster;

import static io.rookery.routing.cluster.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.fixture.AbsentPorts;
import io.rookery.routing.fixture.HeapLog;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Accounts with nothing to do are put away, and no other.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountsAtRestTest {
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final int SHARDS = 8;

    private final ClusterNode node = start();

    @AfterAll
    void close() {
        node.close();
    }

    private static ClusterNode start() {
        ClusterSettings usual = ClusterSettings.single(SHARDS);
        return ClusterNode.start(
                new ClusterSettings(
                        usual.host(),
                        usual.port(),
                        usual.membership(),
                        usual.roles(),
                        usual.shards(),
                        usual.gateways(),
                        usual.rollCallTimeout(),
                        usual.tail(),
                        usual.stash(),
                        IDLE,
                        false),
                ports(),
                new HeapLog(SHARDS),
                new ClusterMemory() {
                    @Override
                    public Set<String> cores() {
                        return Set.of();
                    }

                    @Override
                    public void remember(Set<String> now) {}
                },
                NodeWatch.SILENT);
    }

    private static AccountPorts ports() {
        AccountPorts absent = AbsentPorts.ports();
        return new AccountPorts(
                new OneDomain(),
                absent.users(),
                absent.rosters(),
                absent.archive(),
                absent.features(),
                absent.limits(),
                absent.meter(),
                absent.tracing(),
                absent.clock(),
                absent.random());
    }

    @Test
    void an_account_with_nothing_to_do_is_put_away() {
        AccountId account = account("juliet");
        running(account);

        eventually("it is away", () -> !incarnation().running().containsKey(account));
    }

    @Test
    void a_message_in_the_moment_when_an_account_is_to_be_put_away_keeps_it() throws Exception {
        ActorRef<AccountCommand> romeo = running(account("romeo"));
        CountDownLatch release = occupyEveryThread();

        // The account reads it before the word that it has been idle for long enough.
        romeo.tell(new AccountCommand.Received(bind()));
        CompletableFuture.runAsync(
                        () -> {},
                        CompletableFuture.delayedExecutor(
                                IDLE.toMillis() * 2, TimeUnit.MILLISECONDS))
                .get(60, TimeUnit.SECONDS);
        release.countDown();
        // Behind the timer's word, which waits for a thread as well.
        CompletableFuture.runAsync(() -> {}, incarnation().system().executionContext()::execute)
                .get(60, TimeUnit.SECONDS);
        SessionsTold told =
                AskPattern.<AccountCommand, SessionsTold>ask(
                                romeo,
                                asker -> new AccountCommand.SessionsAsked(null, "", asker),
                                Duration.ofSeconds(60),
                                incarnation().system().scheduler())
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);

        assertThat(told.sessions()).hasSize(1);
    }

    /// Nothing of the node's accounts runs until the latch is released.
    private CountDownLatch occupyEveryThread() throws InterruptedException {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        CountDownLatch occupied = new CountDownLatch(threads);
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < threads; i++) {
            running(account("nurse" + i))
                    .tell(
                            new AccountCommand.Run(() -> {
                                occupied.countDown();
                                try {
                                    assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            }));
        }
        assertThat(occupied.await(60, TimeUnit.SECONDS)).isTrue();
        return release;
    }

    private ToAccount bind() {
        SessionId session = new SessionId(1, 2);
        return new ToAccount.Attach(
                ToAccount.Attach.Kind.BIND,
                session,
                session,
                0,
                "orchard",
                incarnation().gateways().getFirst(),
                "192.0.2.1",
                0,
                ToAccount.SessionState.NEW);
    }

    /// Has an account started, and its shard opened.
    private ActorRef<AccountCommand> running(AccountId account) {
        incarnation().tell(account, AccountCommand.Wake.WAKE);
        eventually("it runs", () -> incarnation().running().containsKey(account));
        return Objects.requireNonNull(incarnation().running().get(account));
    }

    private Incarnation incarnation() {
        return Objects.requireNonNull(node.incarnation());
    }

    private static AccountId account(String user) {
        return new AccountId(
                OneDomain.POLICY.tenant(), BareJid.of(user, OneDomain.POLICY.domain()));
    }

    private static final class OneDomain implements DomainDirectory {
        private static final DomainPolicy POLICY =
                new DomainPolicy(
                        new TenantId(new UUID(0, 7)),
                        "acme.test",
                        1,
                        true,
                        List.of(DomainPolicy.AuthSource.INTERNAL),
                        DomainPolicy.RosterSource.INTERNAL,
                        DomainPolicy.Federation.TENANT,
                        Set.of(),
                        false,
                        Duration.ofDays(30),
                        Set.of(),
                        List.of("SCRAM-SHA-1"),
                        DomainLimits.DEFAULT);

        @Override
        public CompletionStage<Optional<DomainPolicy>> find(String domain) {
            return CompletableFuture.completedStage(cached(domain));
        }

        @Override
        public Optional<DomainPolicy> cached(String domain) {
            return Optional.of(POLICY);
        }

        @Override
        public Subscription onChange(Consumer<DomainPolicy> listener) {
            return () -> {};
        }
    }
}
