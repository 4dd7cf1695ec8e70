package io.rookery.testkit.world;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.SessionListener.Attendance;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.shard.OpenShard;
import io.rookery.routing.shard.ShardOwner;
import io.rookery.routing.wire.LogRecord;
import io.rookery.testkit.clock.Timeline;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One shard on one core: what the cluster's shard keeper is, without Pekko.
final class Keeper implements ShardOwner.Outside<EdgeNode, AccountHost> {
    private static final Duration ROLL_CALL = Duration.ofSeconds(5);

    private final CoreNode core;
    private final int shard;
    private final ShardOwner<EdgeNode, AccountHost> owner;
    private Timeline.@Nullable Timer rollCall;
    private boolean closed;

    Keeper(CoreNode core, int shard, MessageLog log) {
        this.core = core;
        this.shard = shard;
        this.owner =
                new ShardOwner<>(
                        shard,
                        log.open(shard, core.name(), new Ears()),
                        core.placement().edges(),
                        this);
    }

    int shard() {
        return shard;
    }

    void join(String entityId, AccountHost account) {
        owner.join(entityId, account);
    }

    void left(String entityId, AccountHost account, boolean clean) {
        owner.left(entityId, account, clean);
    }

    void edgesChanged() {
        owner.gatewaysNow(core.placement().edges());
    }

    /// A message of an actor to itself: what runs comes later, and not after the end.
    private void later(Runnable task) {
        core.world
                .timeline()
                .execute(() ->
                        core.lifeline()
                                .run(() -> {
                                    if (!closed) {
                                        task.run();
                                    }
                                }));
    }

    void close() {
        if (!closed) {
            closed = true;
            core.world.saw(core.name(), "closes shard " + shard);
            owner.close();
            core.closed(this);
        }
    }

    @Override
    public void callRoll(EdgeNode edge, long epoch) {
        core.world.rollCall(
                core,
                edge,
                shard,
                epoch,
                present -> later(() -> owner.answered(edge, epoch, present)),
                () -> later(() -> owner.gatewayGone(edge)));
    }

    @Override
    public void startRollCall() {
        rollCall = core.world.timeline().after(ROLL_CALL, () -> later(owner::rollCallOver));
    }

    @Override
    public void stopRollCall() {
        if (rollCall != null) {
            rollCall.cancel();
        }
    }

    @Override
    public void opened(long epoch, int sessions, Collection<EdgeNode> missing) {
        core.world.missed(missing.size());
        core.world.saw(
                core.name() + " opens shard " + shard + " under " + epoch,
                sessions + " sessions, " + missing.size() + " edges missing");
        core.world
                .timeline()
                .after(core.world.faults().log().tail(), () -> later(owner::tailPassed));
    }

    @Override
    public void tell(
            AccountHost account,
            OpenShard open,
            List<LogRecord> tail,
            List<Attendance> attendances) {
        later(() -> account.opened(open, tail, attendances));
    }

    @Override
    public void wake(String entityId) {
        later(() -> core.wake(AccountId.parse(entityId)));
    }

    @Override
    public void failed() {
        later(this::close);
    }

    /// Hears the log.
    private final class Ears implements MessageLog.Listener {
        @Override
        public void replayed(MessageLog.Positioned record) {
            later(() -> owner.replayed(record));
        }

        @Override
        public void fenced(long epoch, boolean whole) {
            later(() -> owner.fenced(epoch, whole));
        }

        @Override
        public void lost(String reason) {
            later(Keeper.this::close);
        }
    }
}
