package io.rookery.routing.cluster;

import io.rookery.routing.account.Account;
import io.rookery.routing.account.AccountEvent;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.port.DomainPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/// The sharded entity of one account: waits until its shard is open and its domain's policy is
/// known, then runs an [Account]. Only translates.
final class AccountEntity extends ExtensibleBehavior<AccountCommand> {
    private static final int MAX_ASKED = 16;

    private final AccountId id;
    private final String entityId;
    private final EntityContext shared;
    private final ActorContext<AccountCommand> context;
    private final ActorRef<ClusterSharding.ShardCommand> sharding;
    private @Nullable ArrayDeque<AccountCommand.Received> stash = new ArrayDeque<>();
    private AccountCommand.@Nullable Opened opened;
    private @Nullable DomainPolicy policy;
    private @Nullable Account account;
    private final ArrayDeque<AccountCommand.SessionsAsked> asked = new ArrayDeque<>();
    private @Nullable EntityEffects effects;
    private @Nullable Tap tap;
    private boolean absent;
    private boolean idle;
    private long idleSince;
    private boolean idleTimer;
    private boolean leaving;

    static Behavior<AccountCommand> create(
            String entityId,
            EntityContext shared,
            ActorRef<ClusterSharding.ShardCommand> sharding) {
        return Behaviors.setup(context -> new AccountEntity(entityId, shared, context, sharding));
    }

    private AccountEntity(
            String entityId,
            EntityContext shared,
            ActorContext<AccountCommand> context,
            ActorRef<ClusterSharding.ShardCommand> sharding) {
        this.entityId = entityId;
        this.id = AccountId.parse(entityId);
        this.shared = shared;
        this.context = context;
        this.sharding = sharding;
        shared.guardian().tell(new ShardGuardian.Join(entityId, context.getSelf()));
        findPolicy();
    }

    @Override
    public Behavior<AccountCommand> receive(
            TypedActorContext<AccountCommand> ignored, AccountCommand command) {
        return switch (command) {
            case AccountCommand.Received received -> receive(received);
            case AccountCommand.SessionsAsked asking -> {
                answer(asking);
                yield this;
            }
            case AccountCommand.Follow follow -> {
                follow(follow);
                yield this;
            }
            case AccountCommand.Run run -> ran(run.task());
            case AccountCommand.Opened now -> {
                opened = now;
                yield begin();
            }
            case AccountCommand.PolicyFound found -> policyFound(found.policy());
            case AccountCommand.PolicyUnknown unknown -> policyUnknown(unknown);
            case AccountCommand.Lost lost -> stop();
            case AccountCommand.Wake wake -> this;
            case AccountCommand.EdgeLost lost -> {
                // Before it runs it has spoken to no edge: the first word tells that one is gone.
                if (account != null) {
                    account.edgeLost(lost.gateway());
                }
                yield this;
            }
            case AccountCommand.OwnerLost lost -> {
                if (account != null) {
                    account.ownerLost();
                }
                yield this;
            }
            case AccountCommand.Idle now -> idleFor();
            case AccountCommand.Stop stop -> stopBySharding();
        };
    }

    @Override
    public Behavior<AccountCommand> receiveSignal(
            TypedActorContext<AccountCommand> ignored, Signal signal) {
        // A shard begins an account anew that failed where nothing here catches it.
        if (signal instanceof PostStop || signal instanceof PreRestart) {
            Account ran = account;
            if (ran != null) {
                ran.gone();
                shared.ports().meter().count(id, AccountEvent.ACCOUNT_STOPPED);
            }
            shared.running().remove(id, context.getSelf());
            shared.guardian()
                    .tell(
                            new ShardGuardian.Left(
                                    entityId, context.getSelf(), account == null || idle));
        }
        return this;
    }

    private Behavior<AccountCommand> receive(AccountCommand.Received received) {
        Account running = account;
        if (running != null) {
            return told(running, received.message());
        }
        ArrayDeque<AccountCommand.Received> waiting = stash;
        // Past the limit a stanza is dropped: its stream sends it again (docs/protocol.md §8).
        if (waiting != null && waiting.size() < shared.settings().stash()) {
            waiting.add(received);
        } else {
            shared.ports().meter().count(id, AccountEvent.STASH_OVERFLOWED);
        }
        return begin();
    }

    private Behavior<AccountCommand> ran(Runnable task) {
        try {
            task.run();
            return this;
        } catch (RuntimeException e) {
            about(context.getLog().atError())
                    .setCause(e)
                    .log("an answer or a timer failed, the account stops");
            return stop();
        }
    }

    /// A fault loses this account and no other: its edges bring its sessions back.
    private Behavior<AccountCommand> told(Account running, ToAccount message) {
        if (tap != null) {
            tap.in(message);
        }
        try {
            running.receive(message);
            return this;
        } catch (RuntimeException e) {
            about(message, about(context.getLog().atError()))
                    .setCause(e)
                    .log("{} failed, the account stops", message.getClass().getSimpleName());
            return stop();
        }
    }

    /// Names the stanza by its ingress key, as far as a message has one.
    private static LoggingEventBuilder about(ToAccount message, LoggingEventBuilder line) {
        return switch (message) {
            case ToAccount.Ingress ingress ->
                    line.addKeyValue("session", ingress.session().text())
                            .addKeyValue("stanza", ingress.stanza().number());
            case ToAccount.FromEdge other -> line.addKeyValue("session", other.session().text());
            case ToAccount.Forward forward ->
                    line.addKeyValue("session", forward.key().session().text())
                            .addKeyValue("stanza", forward.key().number());
            case ToAccount.ForwardConfirmed confirmed -> line;
            case ToAccount.ForwardWant want -> line;
            case ToAccount.Notice notice -> line;
        };
    }

    private LoggingEventBuilder about(LoggingEventBuilder line) {
        return line.addKeyValue("tenant", id.tenant().text())
                .addKeyValue("domain", id.jid().domain())
                .addKeyValue("user", id.jid());
    }

    /// Whoever asks waits for some seconds, and asks again: what is too much is dropped.
    private void answer(AccountCommand.SessionsAsked question) {
        Account running = account;
        if (running == null) {
            if (asked.size() < MAX_ASKED) {
                asked.add(question);
            }
            return;
        }
        String end = question.end();
        question.replyTo()
                .tell(
                        new SessionsTold(
                                end == null
                                        ? running.sessionViews()
                                        : running.endSession(end, question.reason())
                                                .map(List::of)
                                                .orElse(List.of())));
    }

    /// Who is not answered yet asks again soon.
    private void follow(AccountCommand.Follow follow) {
        Tap current = tap;
        if (current != null) {
            current.follow(follow);
        } else if (effects != null) {
            Account running = Objects.requireNonNull(account);
            current =
                    new Tap(
                            ClusterWatch.node(
                                    Cluster.get(context.getSystem()).selfMember().address()),
                            shared.ports().clock(),
                            running::resource);
            current.follow(follow);
            tap = current;
            effects.tap(current);
            checkTap();
        }
    }

    /// Once nobody follows any more nothing is left that looks.
    private void checkTap() {
        context.scheduleOnce(
                Tap.LEASE,
                context.getSelf(),
                new AccountCommand.Run(() -> {
                    if (tap != null && !tap.isOver()) {
                        checkTap();
                    } else if (effects != null) {
                        tap = null;
                        effects.tap(null);
                    }
                }));
    }

    private void findPolicy() {
        context.pipeToSelf(
                shared.ports().directory().find(id.jid().domain()),
                (found, failure) ->
                        failure == null
                                ? new AccountCommand.PolicyFound(
                                        found == null ? Optional.empty() : found)
                                : new AccountCommand.PolicyUnknown(failure));
    }

    private Behavior<AccountCommand> policyFound(Optional<DomainPolicy> found) {
        policy = found.filter(p -> p.tenant().equals(id.tenant())).orElse(null);
        absent = policy == null;
        return begin();
    }

    private Behavior<AccountCommand> policyUnknown(AccountCommand.PolicyUnknown unknown) {
        about(context.getLog().atWarn()).log("policy not known: {}", unknown.failure().toString());
        context.scheduleOnce(
                shared.ports().limits().retryDelay(),
                context.getSelf(),
                new AccountCommand.Run(this::findPolicy));
        return this;
    }

    private Behavior<AccountCommand> begin() {
        AccountCommand.Opened shard = opened;
        ArrayDeque<AccountCommand.Received> waiting = stash;
        if (account != null || shard == null || waiting == null || (policy == null && !absent)) {
            return this;
        }
        EntityEffects made =
                new EntityEffects(id, shared, context, shard.shard(), this::idleNow, this::busyNow);
        Account running = new Account(id, Optional.ofNullable(policy), shared.ports(), made);
        account = running;
        effects = made;
        stash = null;
        // The tail, two minutes of records, is read once and must not live as long as the account.
        opened = null;
        shared.running().put(id, context.getSelf());
        shared.ports().meter().count(id, AccountEvent.ACCOUNT_STARTED);
        running.restore(shard.tail(), shard.attendances());
        waiting.forEach(received -> running.receive(received.message()));
        asked.forEach(this::answer);
        asked.clear();
        running.settle();
        return this;
    }

    private void idleNow() {
        if (!idle) {
            idle = true;
            idleSince = System.nanoTime();
            if (!idleTimer) {
                lookAfter(shared.settings().idleAfter());
            }
        }
    }

    private void busyNow() {
        idle = false;
    }

    /// A timer of our own, that nobody cancels: an account that is not at home hears of thousands
    /// of messages a second, and Pekko's receive timeout, cancelled while it stands in the mailbox,
    /// arrives as null and ends the account.
    private void lookAfter(Duration delay) {
        idleTimer = true;
        context.scheduleOnce(delay, context.getSelf(), AccountCommand.Idle.IDLE);
    }

    private Behavior<AccountCommand> idleFor() {
        idleTimer = false;
        if (!idle || leaving) {
            return this;
        }
        Duration rest = shared.settings().idleAfter().minusNanos(System.nanoTime() - idleSince);
        if (rest.isPositive()) {
            lookAfter(rest);
        } else {
            leaving = true;
            // From now on the shard keeps what comes until the next life of the account.
            shared.running().remove(id, context.getSelf());
            sharding.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        return this;
    }

    private Behavior<AccountCommand> stopBySharding() {
        if (!leaving) {
            // We did not ask: the shard moves, so its next owner must fence it first.
            shared.guardian().tell(new ShardGuardian.HandedOff(entityId));
        }
        return stop();
    }

    private Behavior<AccountCommand> stop() {
        return Behaviors.stopped();
    }
}
