package io.rookery.routing.cluster;

import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.hop.SessionListener.Attendance;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.shard.OpenShard;
import io.rookery.routing.shard.ShardOwner;
import io.rookery.routing.wire.LogRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Opens one shard on this node in three steps (docs/protocol.md §6), tells its accounts when it is
/// open, and when it is lost. Stops when it is lost: the next account that joins starts a new
/// keeper.
final class ShardKeeper extends AbstractBehavior<ShardKeeper.Command> {
    private final int shard;
    private final ClusterSettings settings;
    private final TimerScheduler<Command> timers;
    private final ActorRef<ShardGuardian.Command> guardian;
    private final ShardOwner<ActorRef<Gateway.Command>, ActorRef<AccountCommand>> owner;
    private final AccountPorts.Meter meter;
    private final OpeningShards opening;
    private final long begun = System.nanoTime();
    private boolean told;

    static Behavior<Command> create(
            int shard,
            ClusterSettings settings,
            MessageLog log,
            AccountPorts.Meter meter,
            OpeningShards opening,
            Set<ActorRef<Gateway.Command>> gateways,
            ActorRef<ShardGuardian.Command> guardian) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers ->
                        new ShardKeeper(
                                context, shard, settings, log, meter, opening, gateways, guardian,
                                timers)));
    }

    private ShardKeeper(
            ActorContext<Command> context,
            int shard,
            ClusterSettings settings,
            MessageLog log,
            AccountPorts.Meter meter,
            OpeningShards opening,
            Set<ActorRef<Gateway.Command>> gateways,
            ActorRef<ShardGuardian.Command> guardian,
            TimerScheduler<Command> timers) {
        super(context);
        this.opening = opening;
        opening.begin(shard);
        this.shard = shard;
        this.settings = settings;
        this.meter = meter;
        this.guardian = guardian;
        this.timers = timers;
        this.owner =
                new ShardOwner<>(
                        shard,
                        log.open(shard, settings.nodeName(), new LogEars(context.getSelf())),
                        gateways,
                        new Means());
    }

    /// What a keeper receives; nothing of it crosses nodes but the answers to its roll-call.
    sealed interface Command {}

    /// An account of the shard has started and waits for it to open.
    record Join(String entityId, ActorRef<AccountCommand> account)
            implements Command, NoSerializationVerificationNeeded {}

    /// An account has stopped; `clean` when it held nothing.
    record Left(String entityId, ActorRef<AccountCommand> account, boolean clean)
            implements Command, NoSerializationVerificationNeeded {}

    /// The gateways that are up now; a roll-call under way goes on with those it asked.
    record GatewaysNow(Set<ActorRef<Gateway.Command>> gateways)
            implements Command, NoSerializationVerificationNeeded {}

    /// Sharding moves the shard away from this node.
    enum HandedOff implements Command, NoSerializationVerificationNeeded {
        HANDED_OFF
    }

    private record Replayed(MessageLog.Positioned record)
            implements Command, NoSerializationVerificationNeeded {}

    private record Fenced(long epoch, boolean whole)
            implements Command, NoSerializationVerificationNeeded {}

    private record Lost(String reason) implements Command, NoSerializationVerificationNeeded {}

    private record Answered(Gateway.Attendance attendance)
            implements Command, NoSerializationVerificationNeeded {}

    private record GatewayGone(ActorRef<Gateway.Command> gateway)
            implements Command, NoSerializationVerificationNeeded {}

    private enum RollCallOver implements Command, NoSerializationVerificationNeeded {
        OVER
    }

    private enum TailPassed implements Command, NoSerializationVerificationNeeded {
        PASSED
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Join.class, this::join)
                .onMessage(Left.class, this::left)
                .onMessage(Replayed.class, this::replayed)
                .onMessage(Fenced.class, this::fenced)
                .onMessage(GatewaysNow.class, this::gatewaysNow)
                .onMessage(Answered.class, this::answered)
                .onMessage(GatewayGone.class, this::gatewayGone)
                .onMessage(RollCallOver.class, over -> rollCallOver())
                .onMessage(TailPassed.class, passed -> tailPassed())
                .onMessage(Lost.class, lost -> close(lost.reason()))
                .onMessage(HandedOff.class, off -> close("the shard moves to another node"))
                .onSignal(PostStop.class, stopped -> stopped())
                .build();
    }

    private Behavior<Command> join(Join join) {
        owner.join(join.entityId(), join.account());
        return this;
    }

    private Behavior<Command> left(Left left) {
        owner.left(left.entityId(), left.account(), left.clean());
        return this;
    }

    private Behavior<Command> replayed(Replayed replayed) {
        owner.replayed(replayed.record());
        return this;
    }

    private Behavior<Command> fenced(Fenced fenced) {
        owner.fenced(fenced.epoch(), fenced.whole());
        return this;
    }

    private Behavior<Command> answered(Answered answered) {
        Gateway.Attendance attendance = answered.attendance();
        owner.answered(attendance.gateway(), attendance.epoch(), attendance.attendances());
        return this;
    }

    private Behavior<Command> gatewayGone(GatewayGone gone) {
        owner.gatewayGone(gone.gateway());
        return this;
    }

    private Behavior<Command> gatewaysNow(GatewaysNow now) {
        owner.gatewaysNow(now.gateways());
        return this;
    }

    private Behavior<Command> rollCallOver() {
        owner.rollCallOver();
        return this;
    }

    private Behavior<Command> tailPassed() {
        owner.tailPassed();
        return this;
    }

    /// Also when the node's life in the cluster ends: nothing is written for it any more.
    private Behavior<Command> stopped() {
        owner.close();
        if (told) {
            told = false;
            meter.shardClosed(shard);
        }
        return this;
    }

    private Behavior<Command> close(String reason) {
        getContext()
                .getLog()
                .atInfo()
                .addKeyValue("shard", shard)
                .log("shard is closed: {}", reason);
        opening.end(shard);
        owner.close();
        owner.accounts().forEach(account -> account.tell(new AccountCommand.Lost(reason)));
        guardian.tell(new ShardGuardian.Closed(shard, getContext().getSelf()));
        return Behaviors.stopped();
    }

    /// What the owner makes happen, by Pekko.
    private final class Means
            implements ShardOwner.Outside<ActorRef<Gateway.Command>, ActorRef<AccountCommand>> {
        @Override
        public void callRoll(ActorRef<Gateway.Command> gateway, long epoch) {
            ActorRef<Gateway.Attendance> replies =
                    getContext().messageAdapter(Gateway.Attendance.class, Answered::new);
            getContext().watchWith(gateway, new GatewayGone(gateway));
            gateway.tell(new Gateway.RollCall(shard, epoch, replies));
        }

        @Override
        public void startRollCall() {
            timers.startSingleTimer(
                    RollCallOver.OVER, RollCallOver.OVER, settings.rollCallTimeout());
        }

        @Override
        public void stopRollCall() {
            timers.cancel(RollCallOver.OVER);
        }

        @Override
        public void opened(
                long epoch, int sessions, Collection<ActorRef<Gateway.Command>> missing) {
            timers.startSingleTimer(TailPassed.PASSED, TailPassed.PASSED, settings.tail());
            opening.end(shard);
            if (!told) {
                told = true;
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                meter.shardOpened(shard, took, sessions, missing.size());
            }
            if (!missing.isEmpty()) {
                getContext()
                        .getLog()
                        .warn(
                                "shard {}: no answer to the roll-call from {}",
                                shard,
                                missing.stream().map(each -> each.path().toString()).toList());
            }
            getContext()
                    .getLog()
                    .debug(
                            "shard {} is open: epoch {}, {} sessions attended",
                            shard,
                            epoch,
                            sessions);
        }

        @Override
        public void tell(
                ActorRef<AccountCommand> account,
                OpenShard open,
                List<LogRecord> tail,
                List<Attendance> attendances) {
            account.tell(new AccountCommand.Opened(open, tail, attendances));
        }

        @Override
        public void wake(String entityId) {
            guardian.tell(new ShardGuardian.Wake(entityId));
        }

        @Override
        public void failed() {
            getContext().getSelf().tell(new Lost("a record could not be written"));
        }
    }

    /// Hears the log on its threads.
    private record LogEars(ActorRef<Command> keeper) implements MessageLog.Listener {
        @Override
        public void replayed(MessageLog.Positioned record) {
            keeper.tell(new Replayed(record));
        }

        @Override
        public void fenced(long epoch, boolean whole) {
            keeper.tell(new Fenced(epoch, whole));
        }

        @Override
        public void lost(String reason) {
            keeper.tell(new Lost(reason));
        }
    }
}
