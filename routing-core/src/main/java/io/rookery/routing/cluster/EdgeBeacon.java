package io.rookery.routing.cluster;

import io.rookery.routing.hop.EdgeNotice;
import io.rookery.routing.hop.Neighbours;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.jspecify.annotations.Nullable;

/// Tells the other edges of this one, again and again, and listens to them. One that has been
/// silent for some beats is not known any more: that is sooner than the cluster gives it up.
final class EdgeBeacon extends AbstractBehavior<EdgeBeacon.Command> {
    static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "edge-beacon");
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final int SILENT_BEATS = 4;

    private final Known known;
    private final Map<ActorRef<Command>, Heard> heard = new HashMap<>();
    private Set<ActorRef<Command>> others = Set.of();
    private @Nullable EdgeNotice own;
    private long beats;

    /// What the actor has heard, for everybody in this process.
    static final class Known implements Neighbours {
        private volatile List<EdgeNotice> others = List.of();
        private volatile @Nullable ActorRef<Command> beacon;

        @Override
        public void tell(EdgeNotice own) {
            ActorRef<Command> to = beacon;
            if (to != null) {
                to.tell(new Own(own));
            }
        }

        @Override
        public List<EdgeNotice> others() {
            return others;
        }
    }

    /// What a beacon receives.
    sealed interface Command {}

    /// Another edge says how it is.
    record Notice(ActorRef<Command> from, EdgeNotice notice) implements Command {}

    private record Own(EdgeNotice notice) implements Command, NoSerializationVerificationNeeded {}

    private record Listed(Receptionist.Listing listing)
            implements Command, NoSerializationVerificationNeeded {}

    private enum Beat implements Command, NoSerializationVerificationNeeded {
        BEAT
    }

    private record Heard(EdgeNotice notice, long beat) {}

    static Behavior<Command> create(Known known) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new EdgeBeacon(context, timers, known)));
    }

    private EdgeBeacon(ActorContext<Command> context, TimerScheduler<Command> timers, Known known) {
        super(context);
        this.known = known;
        known.beacon = context.getSelf();
        ActorRef<Receptionist.Listing> listings =
                context.messageAdapter(Receptionist.Listing.class, Listed::new);
        ActorRef<Receptionist.Command> receptionist = context.getSystem().receptionist();
        receptionist.tell(Receptionist.register(KEY, context.getSelf()));
        receptionist.tell(Receptionist.subscribe(KEY, listings));
        timers.startTimerWithFixedDelay(Beat.BEAT, BEAT);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Notice.class, this::noticed)
                .onMessage(Own.class, this::tell)
                .onMessage(Listed.class, this::listed)
                .onMessage(Beat.class, beat -> beat())
                .onSignal(PostStop.class, stop -> forget())
                .build();
    }

    private Behavior<Command> noticed(Notice notice) {
        heard.put(notice.from(), new Heard(notice.notice(), beats));
        publish();
        return this;
    }

    private Behavior<Command> tell(Own said) {
        EdgeNotice before = own;
        own = said.notice();
        if (before == null || before.draining() != said.notice().draining()) {
            spread(); // this cannot wait for a beat
        }
        return this;
    }

    private Behavior<Command> listed(Listed message) {
        Set<ActorRef<Command>> now = new HashSet<>(message.listing().getServiceInstances(KEY));
        now.remove(getContext().getSelf());
        others = Set.copyOf(now);
        spread();
        return this;
    }

    private Behavior<Command> beat() {
        beats++;
        heard.values().removeIf(each -> each.beat() + SILENT_BEATS < beats);
        publish();
        spread();
        return this;
    }

    /// This node is out of the cluster: it hears of nobody.
    private Behavior<Command> forget() {
        heard.clear();
        publish();
        return this;
    }

    private void spread() {
        EdgeNotice now = own;
        if (now != null) {
            others.forEach(each -> each.tell(new Notice(getContext().getSelf(), now)));
        }
    }

    private void publish() {
        known.others = heard.values().stream().map(Heard::notice).toList();
    }
}
