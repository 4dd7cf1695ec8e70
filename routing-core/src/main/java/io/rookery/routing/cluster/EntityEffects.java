package io.rookery.routing.cluster;

import io.rookery.routing.account.AccountEvent;
import io.rookery.routing.account.Effects;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.port.Tracing;
import io.rookery.routing.shard.Ids;
import io.rookery.routing.shard.OpenShard;
import io.rookery.routing.shard.Uuids;
import io.rookery.routing.wire.LogRecord;
import io.rookery.xmpp.stanza.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/// What an account can make happen, by Pekko and the open shard.
final class EntityEffects implements Effects {
    private final AccountId id;
    private final EntityContext shared;
    private final ActorContext<AccountCommand> context;
    private final ActorRef<AccountCommand> self;
    private final OpenShard shard;
    private final Runnable idle;
    private final Runnable busy;
    private CompletableFuture<LogPosition> lastAppend;
    private @Nullable Tap tap;

    EntityEffects(
            AccountId id,
            EntityContext shared,
            ActorContext<AccountCommand> context,
            OpenShard shard,
            Runnable idle,
            Runnable busy) {
        this.id = id;
        this.shared = shared;
        this.context = context;
        this.self = context.getSelf();
        this.shard = shard;
        this.idle = idle;
        this.busy = busy;
        // What the shard's repairs wrote for this account lies before its first own record.
        this.lastAppend = shard.repaired();
    }

    /// Who is told of what goes out from now on; null while nobody is.
    void tap(@Nullable Tap now) {
        tap = now;
    }

    @Override
    public void toSession(GatewayAddress gateway, ToSession message) {
        if (tap != null) {
            tap.out(message);
        }
        shared.toSession(gateway, shard.number(), shard.epoch(), message);
    }

    @Override
    public void toAccount(AccountId account, ToAccount message) {
        if (tap != null) {
            tap.out(account, message);
        }
        if (message instanceof ToAccount.Forward forward && forward.resent()) {
            shared.unanswered().accept(account);
        }
        shared.accounts().accept(account, new AccountCommand.Received(message));
    }

    @Override
    public void append(LogRecord.Builder record, Runnable durable) {
        CompletableFuture<LogPosition> done = new CompletableFuture<>();
        lastAppend = done;
        record.setTenant(Uuids.bytes(id.tenant().value())).setOwner(id.jid().toString());
        Runnable then = tap == null ? durable : told(record.build(), durable);
        long begun = System.nanoTime();
        Tracing.Step step = step(record);
        shard.append(
                record,
                position -> {
                    Duration took = Duration.ofNanos(System.nanoTime() - begun);
                    shared.ports().meter().durable(id, took);
                    step.end();
                    done.complete(position);
                    run(then);
                });
    }

    private Runnable told(LogRecord record, Runnable durable) {
        return () -> {
            if (tap != null) {
                tap.durable(record);
            }
            durable.run();
        };
    }

    private Tracing.Step step(LogRecord.Builder record) {
        Trace trace = record.hasStored() ? Envelopes.trace(record.getStored().getStanza()) : null;
        return trace == null
                ? Tracing.Step.NONE
                : shared.ports()
                        .tracing()
                        .begin(trace, "log.append", id.tenant())
                        .about("user", id.jid().toString());
    }

    @Override
    public <T extends @Nullable Object> void await(
            CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        stage.whenComplete((value, failure) -> run(() -> then.accept(value, failure)));
    }

    @Override
    public CompletionStage<LogPosition> position() {
        return lastAppend;
    }

    @Override
    public CompletionStage<List<LogRecord>> tail() {
        return shard.partition()
                .tail(id.entityId())
                .thenApply(list -> list.stream().map(MessageLog.Positioned::record).toList());
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        OnceUnlessCancelled once = new OnceUnlessCancelled(task);
        Cancellable scheduled = context.scheduleOnce(delay, self, new AccountCommand.Run(once));
        return () -> {
            scheduled.cancel();
            once.cancelled = true;
        };
    }

    @Override
    public Instant now() {
        return shared.ports().clock().instant();
    }

    @Override
    public UUID nextId() {
        return shard.nextId(Ids.fresh(now(), shared.ports().random()));
    }

    @Override
    public long random() {
        return shared.ports().random().nextLong();
    }

    @Override
    public void count(AccountEvent event) {
        shared.ports().meter().count(id, event);
    }

    @Override
    public void idle() {
        idle.run();
    }

    @Override
    public void busy() {
        busy.run();
    }

    /// A timer that has fired may stand in the mailbox behind what cancels it. Confined to the
    /// account's thread.
    private static final class OnceUnlessCancelled implements Runnable {
        private final Runnable task;
        private boolean cancelled;

        OnceUnlessCancelled(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!cancelled) {
                task.run();
            }
        }
    }

    private void run(Runnable task) {
        self.tell(new AccountCommand.Run(task));
    }
}
