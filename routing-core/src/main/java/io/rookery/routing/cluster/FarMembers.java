package io.rookery.routing.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.Reachability;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.remote.artery.ThisActorSystemQuarantinedEvent;

/// Judges what Pekko's split brain resolver does not, since it looks at its own data center only
/// ([DataCenters]). Among cores, their leader gives up a member of another kind that most cores
/// have missed for too long. A node that runs no accounts gives itself up when no core can be
/// reached, when it is not let in, or when a member says that this node was given up: it then joins
/// again.
final class FarMembers extends AbstractBehavior<FarMembers.Command> {
    private static final Duration LOOKING = Duration.ofMillis(500);

    /// No core watches a node that is being let in, and it watches none.
    private static final Duration JOINING = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final boolean core;
    private final Duration stableAfter;

    /// Since when, by [System#nanoTime()], a member is silent or has not been let in.
    private final Map<UniqueAddress, Long> since = new HashMap<>();

    private boolean wasJoining = true;

    /// What it receives; all of it from its own node.
    sealed interface Command extends NoSerializationVerificationNeeded {}

    private enum Look implements Command {
        LOOK
    }

    private record Quarantined(UniqueAddress by) implements Command {}

    /// @param stableAfter how long somebody must have been missed by the failure detector
    static Behavior<Command> create(Duration stableAfter) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new FarMembers(context, timers, stableAfter)));
    }

    private FarMembers(
            ActorContext<Command> context, TimerScheduler<Command> timers, Duration stableAfter) {
        super(context);
        this.cluster = Cluster.get(Adapter.toClassic(context.getSystem()));
        this.core = cluster.selfDataCenter().equals(DataCenters.CORE);
        this.stableAfter = stableAfter;
        if (!core) {
            Adapter.toClassic(context.getSystem())
                    .eventStream()
                    .subscribe(
                            Adapter.toClassic(
                                    context.messageAdapter(
                                            ThisActorSystemQuarantinedEvent.class,
                                            event ->
                                                    new Quarantined(
                                                            new UniqueAddress(
                                                                    event.remoteAddress().address(),
                                                                    event.remoteAddress().uid())))),
                            ThisActorSystemQuarantinedEvent.class);
        }
        timers.startTimerWithFixedDelay(Look.LOOK, LOOKING);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Look.class, _ -> look())
                .onMessage(Quarantined.class, this::quarantined)
                .build();
    }

    private Behavior<Command> look() {
        CurrentClusterState state = cluster.state();
        if (core) {
            giveUpSilent(state);
        } else {
            giveUpWithoutCores(state);
        }
        return this;
    }

    /// What only one of them decides is decided once; what two decide is the same.
    private void giveUpSilent(CurrentClusterState state) {
        boolean leading = cluster.selfAddress().equals(state.getLeader());
        Set<UniqueAddress> missed = new HashSet<>();
        for (Member member : state.getMembers()) {
            if (!DataCenters.isFar(cluster, member)
                    || member.status().equals(MemberStatus.down())) {
                continue;
            }
            boolean joining = isJoining(member);
            if (joining || isMissed(state, member)) {
                missed.add(member.uniqueAddress());
                if (lasts(member.uniqueAddress(), joining ? JOINING : stableAfter) && leading) {
                    giveUp(member.address(), "it has been silent for too long");
                }
            }
        }
        since.keySet().retainAll(missed);
    }

    /// Whether most cores miss a member: that one of them does may be the fault of its own network.
    private boolean isMissed(CurrentClusterState state, Member member) {
        Reachability seen = cluster.readView().reachability();
        int cores = 0;
        int missing = 0;
        for (Member core : state.getMembers()) {
            if (core.status().equals(MemberStatus.up())
                    && !DataCenters.isFar(cluster, core)
                    && !state.getUnreachable().contains(core)) {
                cores++;
                if (!seen.isReachable(core.uniqueAddress(), member.uniqueAddress())) {
                    missing++;
                }
            }
        }
        return 2 * missing > cores;
    }

    private void giveUpWithoutCores(CurrentClusterState state) {
        Member self = cluster.selfMember();
        boolean joining = isJoining(self);
        boolean well =
                !joining
                        && (!self.status().equals(MemberStatus.up())
                                || isAny(state, member -> isLivingCore(state, member)));
        if (well || joining != wasJoining) {
            wasJoining = joining;
            since.clear();
        }
        if (!well && lasts(self.uniqueAddress(), joining ? JOINING : stableAfter)) {
            giveUp(self.address(), joining ? "it is not let in" : "no core can be reached");
        }
    }

    /// A core that is only being let in is watched by nobody here, so it may be dead.
    private boolean isLivingCore(CurrentClusterState state, Member member) {
        return member.hasRole(DataCenters.CORE)
                && !isJoining(member)
                && DataCenters.isReachable(cluster, state, member);
    }

    private static boolean isJoining(Member member) {
        return member.status().equals(MemberStatus.joining())
                || member.status().equals(MemberStatus.weaklyUp());
    }

    private boolean lasts(UniqueAddress member, Duration atLeast) {
        long now = System.nanoTime();
        Long first = since.putIfAbsent(member, now);
        return first != null && now - first >= atLeast.toNanos();
    }

    private Behavior<Command> quarantined(Quarantined quarantined) {
        if (isAny(cluster.state(), member -> member.uniqueAddress().equals(quarantined.by()))) {
            giveUp(
                    cluster.selfAddress(),
                    "member " + quarantined.by().address() + " says that it was");
        }
        return this;
    }

    private static boolean isAny(CurrentClusterState state, Predicate<Member> such) {
        return StreamSupport.stream(state.getMembers().spliterator(), false).anyMatch(such);
    }

    private void giveUp(Address member, String why) {
        getContext().getLog().warn("{} is given up: {}", member.hostPort(), why);
        cluster.down(member);
    }
}
