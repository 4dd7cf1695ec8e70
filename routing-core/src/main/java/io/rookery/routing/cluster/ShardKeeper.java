package io.rookery.routing.cluster;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.SessionListener.Attendance;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Opened;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// Opens one shard on this node in three steps (docs/protocol.md §6), tells its accounts when it is
/// open, and when it is lost. Stops when it is lost: the next account that joins starts a new
/// keeper.
final class ShardKeeper extends AbstractBehavior<ShardKeeper.Command> {
    private final int shard;
    private final ClusterSettings settings;
    private final TimerScheduler<Command> timers;
    private final ActorRef<ShardGuardian.Command> guardian;
    private final MessageLog.Partition partition;
    private final Map<String, ActorRef<AccountCommand>> accounts = new HashMap<>();
    private final Set<String> torn = new HashSet<>();
    private final ShardReplay replay = new ShardReplay();
    private final Set<ActorRef<Gateway.Command>> unanswered = new HashSet<>();
    private final List<Attendance> attendances = new ArrayList<>();
    private Set<ActorRef<Gateway.Command>> gateways;
    private long epoch;
    private @Nullable OpenShard open;
    private boolean ready;

    static Behavior<Command> create(
            int shard,
            ClusterSettings settings,
            MessageLog log,
            Set<ActorRef<Gateway.Command>> gateways,
            ActorRef<ShardGuardian.Command> guardian) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers ->
                        new ShardKeeper(
                                context, shard, settings, log, gateways, guardian, timers)));
    }

    private ShardKeeper(
            ActorContext<Command> context,
            int shard,
            ClusterSettings settings,
            MessageLog log,
            Set<ActorRef<Gateway.Command>> gateways,
            ActorRef<ShardGuardian.Command> guardian,
            TimerScheduler<Command> timers) {
        super(context);
        this.shard = shard;
        this.settings = settings;
        this.gateways = gateways;
        this.guardian = guardian;
        this.timers = timers;
        this.partition = log.open(shard, settings.nodeName(), new LogEars(context.getSelf()));
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

    private record Fenced(long epoch) implements Command, NoSerializationVerificationNeeded {}

    private record ReadBack(long nextOffset)
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
                .onMessage(ReadBack.class, this::readBack)
                .onMessage(GatewaysNow.class, this::gatewaysNow)
                .onMessage(Answered.class, this::answered)
                .onMessage(GatewayGone.class, gone -> gatewayDone(gone.gateway()))
                .onMessage(RollCallOver.class, over -> rollCallOver())
                .onMessage(TailPassed.class, passed -> tailPassed())
                .onMessage(Lost.class, lost -> close(lost.reason()))
                .onMessage(HandedOff.class, off -> close("the shard moves to another node"))
                .build();
    }

    private Behavior<Command> join(Join join) {
        accounts.put(join.entityId(), join.account());
        if (ready) {
            if (torn.remove(join.entityId())) {
                // The account died without leaving: its edges still hold sessions it knows nothing
                // of.
                ready = false;
                callRoll();
            } else {
                tellOpened(join.entityId(), join.account());
            }
        }
        return this;
    }

    private Behavior<Command> left(Left left) {
        if (accounts.remove(left.entityId(), left.account()) && !left.clean()) {
            torn.add(left.entityId());
        }
        return this;
    }

    private Behavior<Command> replayed(Replayed replayed) {
        replay.add(replayed.record());
        return this;
    }

    private Behavior<Command> fenced(Fenced fenced) {
        epoch = fenced.epoch();
        open =
                new OpenShard(
                        shard,
                        epoch,
                        partition,
                        replay.greatestId(),
                        () ->
                                getContext()
                                        .getSelf()
                                        .tell(new Lost("a record could not be written")));
        callRoll();
        return this;
    }

    private void callRoll() {
        attendances.clear();
        unanswered.clear();
        unanswered.addAll(gateways);
        ActorRef<Gateway.Attendance> replies =
                getContext().messageAdapter(Gateway.Attendance.class, Answered::new);
        for (ActorRef<Gateway.Command> gateway : gateways) {
            getContext().watchWith(gateway, new GatewayGone(gateway));
            gateway.tell(new Gateway.RollCall(shard, epoch, replies));
        }
        timers.startSingleTimer(RollCallOver.OVER, RollCallOver.OVER, settings.rollCallTimeout());
        if (unanswered.isEmpty()) {
            rollCallOver();
        }
    }

    private Behavior<Command> answered(Answered answered) {
        Gateway.Attendance attendance = answered.attendance();
        if (attendance.epoch() != epoch || ready) {
            return this;
        }
        attendances.addAll(attendance.attendances());
        return gatewayDone(attendance.gateway());
    }

    private Behavior<Command> gatewayDone(ActorRef<Gateway.Command> gateway) {
        unanswered.remove(gateway);
        if (!ready && open != null && unanswered.isEmpty()) {
            rollCallOver();
        }
        return this;
    }

    private Behavior<Command> rollCallOver() {
        OpenShard shardNow = open;
        if (ready || shardNow == null) {
            return this;
        }
        timers.cancel(RollCallOver.OVER);
        for (ActorRef<Gateway.Command> missing : unanswered) {
            getContext()
                    .getLog()
                    .warn("shard {}: no answer to the roll-call from {}", shard, missing);
        }
        List<LogRecord.Builder> repairs = replay.repairs(attendances);
        shardNow.atLeast(replay.greatestId());
        for (LogRecord.Builder record : repairs) {
            shardNow.append(record, position -> {});
        }
        shardNow.appendLast(LogRecord.newBuilder().setOpened(Opened.newBuilder().setEpoch(epoch)));
        ready = true;
        timers.startSingleTimer(TailPassed.PASSED, TailPassed.PASSED, settings.tail());
        wakeAttended();
        accounts.forEach(this::tellOpened);
        getContext()
                .getLog()
                .debug(
                        "shard {} is open: epoch {}, {} sessions attended",
                        shard,
                        epoch,
                        attendances.size());
        return this;
    }

    /// Accounts whose sessions answered the roll-call must take them back though nobody writes to
    /// them.
    private void wakeAttended() {
        attendances.stream()
                .map(attendance -> attendance.account().entityId())
                .filter(entityId -> !accounts.containsKey(entityId))
                .distinct()
                .forEach(entityId -> guardian.tell(new ShardGuardian.Wake(entityId)));
    }

    private void tellOpened(String entityId, ActorRef<AccountCommand> account) {
        OpenShard shardNow = open;
        if (shardNow == null) {
            return;
        }
        AccountId id = AccountId.parse(entityId);
        List<Attendance> own =
                attendances.stream().filter(attendance -> attendance.account().equals(id)).toList();
        attendances.removeAll(own);
        account.tell(new AccountCommand.Opened(shardNow, replay.of(entityId), own));
    }

    private Behavior<Command> gatewaysNow(GatewaysNow now) {
        gateways = now.gateways();
        return this;
    }

    private Behavior<Command> readBack(ReadBack readBack) {
        if (open != null) {
            open.readBack(readBack.nextOffset());
        }
        return this;
    }

    private Behavior<Command> tailPassed() {
        replay.forget();
        attendances.clear();
        return this;
    }

    private Behavior<Command> close(String reason) {
        getContext().getLog().info("shard {} is closed: {}", shard, reason);
        partition.close();
        accounts.values().forEach(account -> account.tell(new AccountCommand.Lost(reason)));
        guardian.tell(new ShardGuardian.Closed(shard, getContext().getSelf()));
        return Behaviors.stopped();
    }

    /// Hears the log on its threads.
    private record LogEars(ActorRef<Command> keeper) implements MessageLog.Listener {
        @Override
        public void replayed(MessageLog.Positioned record) {
            keeper.tell(new Replayed(record));
        }

        @Override
        public void fenced(long epoch) {
            keeper.tell(new Fenced(epoch));
        }

        @Override
        public void readBack(long nextOffset) {
            keeper.tell(new ReadBack(nextOffset));
        }

        @Override
        public void lost(String reason) {
            keeper.tell(new Lost(reason));
        }
    }
}
