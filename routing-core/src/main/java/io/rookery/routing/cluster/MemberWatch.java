package io.rookery.routing.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent.MemberDowned;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.jspecify.annotations.Nullable;

/// Hears who comes and goes, and has done at once what would else be done when somebody's patience
/// ends.
final class MemberWatch extends AbstractBehavior<MemberWatch.Command> {
    /// A region forgets where a lost core's shards were at about the time when this actor hears of
    /// the loss, and what is sent to a shard before that is lost: hence more than once.
    private static final Duration[] AFTER_LOSS = {
        Duration.ofMillis(50),
        Duration.ofMillis(500),
        Duration.ofMillis(1_500),
        Duration.ofSeconds(4)
    };

    private final Ears ears;
    private final TimerScheduler<Command> timers;
    private final UniqueAddress self;
    private final Set<String> cores = new TreeSet<>();
    private @Nullable Set<String> told;
    private boolean selfUp;

    /// Who is told.
    interface Ears {
        /// The other cores of the cluster have changed: all of them, as `host:port`.
        void cores(Set<String> now);

        /// A member is no more.
        void gone(Address member);

        /// A core is no more: its shards want new owners. Told several times.
        void coreGone();
    }

    /// What it receives; all of it from its own node.
    sealed interface Command extends NoSerializationVerificationNeeded {}

    private record Changed(MemberEvent event) implements Command {}

    private enum Nudge implements Command {
        NUDGE
    }

    static Behavior<Command> create(Ears ears) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new MemberWatch(context, timers, ears)));
    }

    private MemberWatch(ActorContext<Command> context, TimerScheduler<Command> timers, Ears ears) {
        super(context);
        this.ears = ears;
        this.timers = timers;
        Cluster cluster = Cluster.get(context.getSystem());
        this.self = cluster.selfMember().uniqueAddress();
        cluster.subscriptions()
                .tell(
                        Subscribe.create(
                                context.messageAdapter(MemberEvent.class, Changed::new),
                                MemberEvent.class));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Changed.class, this::changed)
                .onMessage(
                        Nudge.class,
                        nudge -> {
                            ears.coreGone();
                            return this;
                        })
                .build();
    }

    private Behavior<Command> changed(Changed changed) {
        Member member = changed.event().member();
        follow(member);
        if (changed.event() instanceof MemberDowned) {
            DownedDetector.believe(
                    org.apache.pekko.cluster.Cluster.get(
                            Adapter.toClassic(getContext().getSystem())),
                    member.address());
        } else if (changed.event() instanceof MemberRemoved) {
            ears.gone(member.address());
            if (member.hasRole(DataCenters.CORE)) {
                for (Duration delay : AFTER_LOSS) {
                    timers.startSingleTimer(
                            member.uniqueAddress() + "+" + delay, Nudge.NUDGE, delay);
                }
            }
        }
        return this;
    }

    /// What is remembered is what this node saw as a member itself. A core that is only given up is
    /// remembered still: who gives up everybody, itself too, does not know who goes on.
    private void follow(Member member) {
        boolean up =
                member.status().equals(MemberStatus.up())
                        || member.status().equals(MemberStatus.weaklyUp());
        if (member.hasRole(DataCenters.CORE) && !member.address().equals(self.address())) {
            if (up) {
                cores.add(hostAndPort(member.address()));
            } else if (member.status().equals(MemberStatus.exiting())
                    || member.status().equals(MemberStatus.removed())) {
                cores.remove(hostAndPort(member.address()));
            }
        }
        if (member.uniqueAddress().equals(self)) {
            selfUp = up;
        }
        if (selfUp && !cores.equals(told)) {
            Set<String> now = Set.copyOf(cores);
            told = now;
            ears.cores(now);
        }
    }

    private static String hostAndPort(Address address) {
        return address.hostPort().substring(address.system().length() + 1);
    }
}
