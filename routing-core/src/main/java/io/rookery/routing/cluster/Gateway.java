package io.rookery.routing.cluster;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.shard.Epochs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/// How the core reaches the sessions of an edge: one of a fixed number of actors on it, never one a
/// connection. Hands each message to its session and answers roll-calls.
final class Gateway extends AbstractBehavior<Gateway.Command> {
    static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "edge-gateway");

    private final ConcurrentMap<SessionId, SessionListener> sessions;
    private final int shards;
    private final Predicate<SessionId> own;
    private final Epochs epochs;

    /// @param sessions shared with [ClusterAccountLink], which registers and unregisters
    /// @param own which of them this gateway answers for
    static Behavior<Command> create(
            ConcurrentMap<SessionId, SessionListener> sessions,
            int shards,
            Predicate<SessionId> own) {
        return Behaviors.setup(context -> new Gateway(context, sessions, shards, own));
    }

    private Gateway(
            ActorContext<Command> context,
            ConcurrentMap<SessionId, SessionListener> sessions,
            int shards,
            Predicate<SessionId> own) {
        super(context);
        this.own = own;
        this.sessions = sessions;
        this.shards = shards;
        this.epochs = new Epochs(shards);
    }

    /// What a gateway receives.
    sealed interface Command {}

    /// For one session, from its account in `shard`, opened under `epoch`.
    record Forwarded(int shard, long epoch, ToSession message) implements Command {}

    /// Which sessions of `shard` are here?
    record RollCall(int shard, long epoch, ActorRef<Attendance> replyTo) implements Command {}

    private record Gathered(RollCall call, List<SessionListener.Attendance> attendances)
            implements Command, NoSerializationVerificationNeeded {}

    /// The answer to a roll-call.
    record Attendance(
            int shard,
            long epoch,
            ActorRef<Command> gateway,
            List<SessionListener.Attendance> attendances) {
        Attendance {
            attendances = List.copyOf(attendances);
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Forwarded.class, this::forward)
                .onMessage(RollCall.class, this::rollCall)
                .onMessage(Gathered.class, this::gathered)
                .build();
    }

    private Behavior<Command> forward(Forwarded forwarded) {
        if (!epochs.admits(forwarded.shard(), forwarded.epoch())) {
            return this;
        }
        SessionListener listener = sessions.get(forwarded.message().session());
        if (listener != null) {
            listener.received(forwarded.message());
        }
        return this;
    }

    private Behavior<Command> rollCall(RollCall call) {
        epochs.admits(call.shard(), call.epoch());
        List<CompletableFuture<Optional<SessionListener.Attendance>>> answers = new ArrayList<>();
        sessions.forEach((session, listener) -> {
            String entityId = listener.account().entityId();
            if (own.test(session) && AccountId.shard(entityId, shards) == call.shard()) {
                answers.add(listener.rollCall().toCompletableFuture());
            }
        });
        CompletableFuture<List<SessionListener.Attendance>> all =
                CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                        .thenApply(ignored -> present(answers));
        getContext()
                .pipeToSelf(
                        all,
                        (attendances, failure) ->
                                new Gathered(call, failure == null ? attendances : List.of()));
        return this;
    }

    private static List<SessionListener.Attendance> present(
            List<CompletableFuture<Optional<SessionListener.Attendance>>> answers) {
        return answers.stream().flatMap(answer -> answer.join().stream()).toList();
    }

    private Behavior<Command> gathered(Gathered gathered) {
        RollCall call = gathered.call();
        call.replyTo()
                .tell(
                        new Attendance(
                                call.shard(),
                                call.epoch(),
                                getContext().getSelf(),
                                gathered.attendances()));
        return this;
    }
}
