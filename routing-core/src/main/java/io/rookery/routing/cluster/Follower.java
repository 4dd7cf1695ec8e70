package io.rookery.routing.cluster;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.watch.Followed;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/// Follows one account for one operator: asks whoever owns it to tell what becomes of its stanzas,
/// again and again, and says when another node answers, or refuses, or none does.
final class Follower extends AbstractBehavior<Follower.Command> {

    /// How often the owner is asked: as long as a new owner may go unfound.
    private static final Duration EVERY = Duration.ofSeconds(2);

    /// Rounds without an answer after which nobody has the account.
    private static final int SILENT_ROUNDS = 3;

    private final Task task;
    private final ActorRef<ShardingEnvelope<AccountCommand>> region;
    private final ActorRef<Followed> ears;
    private String owner = "";
    private int silent;
    private boolean silenceTold;
    private boolean refusalTold;

    /// @param heard called by the actor, one at a time
    record Task(AccountId account, Duration length, boolean payload, Consumer<Followed> heard) {}

    sealed interface Command extends NoSerializationVerificationNeeded {}

    private record Heard(Followed followed) implements Command {}

    private enum Tick implements Command {
        TICK
    }

    enum Stop implements Command {
        STOP
    }

    static Behavior<Command> create(Task task, ActorRef<ShardingEnvelope<AccountCommand>> region) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Follower(context, timers, task, region)));
    }

    private Follower(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Task task,
            ActorRef<ShardingEnvelope<AccountCommand>> region) {
        super(context);
        this.task = task;
        this.region = region;
        this.ears = context.messageAdapter(Followed.class, Heard::new);
        timers.startTimerWithFixedDelay(Tick.TICK, EVERY);
        timers.startSingleTimer(Stop.STOP, task.length());
        ask();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Heard.class, heard -> heard(heard.followed()))
                .onMessage(Tick.class, _ -> tick())
                .onMessage(Stop.class, _ -> Behaviors.stopped())
                .build();
    }

    private Behavior<Command> heard(Followed followed) {
        silent = 0;
        if (followed.refused()) {
            if (!refusalTold) {
                refusalTold = true;
                task.heard().accept(followed);
            }
            return this;
        }
        if (!followed.node().equals(owner) || silenceTold || refusalTold) {
            owner = followed.node();
            silenceTold = false;
            refusalTold = false;
            task.heard().accept(new Followed(owner, List.of(), 0));
        }
        if (!followed.stanzas().isEmpty() || followed.dropped() > 0) {
            task.heard().accept(followed);
        }
        return this;
    }

    private Behavior<Command> tick() {
        silent++;
        if (silent >= SILENT_ROUNDS && !silenceTold) {
            silenceTold = true;
            refusalTold = false;
            task.heard().accept(new Followed("", List.of(), 0));
        }
        ask();
        return this;
    }

    private void ask() {
        region.tell(
                new ShardingEnvelope<>(
                        task.account().entityId(),
                        new AccountCommand.Follow(Tap.LEASE, task.payload(), ears)));
    }
}
