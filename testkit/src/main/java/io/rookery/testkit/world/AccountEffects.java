package io.rookery.testkit.world;

import io.rookery.routing.account.AccountEvent;
import io.rookery.routing.account.Effects;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.shard.Ids;
import io.rookery.routing.shard.OpenShard;
import io.rookery.routing.shard.Uuids;
import io.rookery.routing.wire.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What an account makes happen in a world; nothing any more once it is stopped.
final class AccountEffects implements Effects {
    private final CoreNode core;
    private final World world;
    private final AccountHost host;
    private final OpenShard shard;
    private CompletableFuture<LogPosition> lastAppend;

    AccountEffects(CoreNode core, AccountHost host, OpenShard shard) {
        this.core = core;
        this.world = core.world;
        this.host = host;
        this.shard = shard;
        this.lastAppend = shard.repaired();
    }

    @Override
    public void toSession(GatewayAddress gateway, ToSession message) {
        world.toSession(core, gateway, shard.number(), shard.epoch(), message);
    }

    @Override
    public void toAccount(AccountId account, ToAccount message) {
        world.toAccount(core, host.account(), account, message);
    }

    @Override
    public void append(LogRecord.Builder record, Runnable durable) {
        CompletableFuture<LogPosition> done = new CompletableFuture<>();
        lastAppend = done;
        record.setTenant(Uuids.bytes(host.account().tenant().value()))
                .setOwner(host.account().jid().toString());
        world.saw(core.name() + " appends under " + shard.epoch(), record);
        shard.append(
                record,
                position -> {
                    done.complete(position);
                    run(durable);
                });
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
                .tail(host.entityId())
                .thenApply(list -> list.stream().map(MessageLog.Positioned::record).toList());
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        boolean[] cancelled = {false};
        world.timeline()
                .after(
                        delay,
                        guarded(() -> {
                            if (!cancelled[0]) {
                                task.run();
                            }
                        }));
        return () -> cancelled[0] = true;
    }

    @Override
    public Instant now() {
        return world.timeline().instant();
    }

    @Override
    public UUID nextId() {
        return shard.nextId(Ids.fresh(now(), world.random()));
    }

    @Override
    public long random() {
        return world.random().nextLong();
    }

    @Override
    public void count(AccountEvent event) {
        world.count(event);
    }

    @Override
    public void idle() {
        host.idle();
    }

    @Override
    public void busy() {
        host.busy();
    }

    private void run(Runnable task) {
        world.timeline().execute(guarded(task));
    }

    private Runnable guarded(Runnable task) {
        return () ->
                core.lifeline()
                        .run(() -> {
                            if (!host.isStopped()) {
                                task.run();
                            }
                        });
    }
}
