package io.rookery.routing.cluster;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.SessionView;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.port.watch.Answers;
import io.rookery.routing.port.watch.Followed;
import io.rookery.routing.port.watch.NodeReport;
import io.rookery.routing.port.watch.SeenMember;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.routing.port.watch.SessionsWanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.jspecify.annotations.Nullable;

/// What an operator may ask of the cluster, from any member of it. Everything that is asked answers
/// within seconds; members that do not are named.
public final class ClusterWatch {

    /// How long other nodes may take.
    private static final Duration ASKING = Duration.ofSeconds(4);

    /// How long an account may take, which perhaps is only being opened.
    private static final Duration ASKING_ACCOUNT = Duration.ofSeconds(8);

    private final ActorSystem<SpawnProtocol.Command> system;
    private final ActorRef<ShardingEnvelope<AccountCommand>> region;

    ClusterWatch(
            ActorSystem<SpawnProtocol.Command> system,
            ActorRef<ShardingEnvelope<AccountCommand>> region) {
        this.system = system;
        this.region = region;
    }

    /// The members that this one knows of, itself included, in the order of their addresses.
    public List<SeenMember> members() {
        Cluster cluster = Cluster.get(Adapter.toClassic(system));
        ClusterEvent.CurrentClusterState state = cluster.state();
        List<SeenMember> members = new ArrayList<>();
        for (Member member : state.getMembers()) {
            members.add(
                    new SeenMember(
                            node(member.address()),
                            member.getRoles(),
                            member.status().toString().toLowerCase(Locale.ROOT),
                            DataCenters.isReachable(cluster, state, member)));
        }
        members.sort(Comparator.comparing(SeenMember::node));
        return members;
    }

    private static boolean isNode(Address address, String name) {
        return node(address).equals(name) || address.getHost().orElse("").equals(name);
    }

    static String node(Address address) {
        return address.getHost().orElse("") + ':' + address.getPort().orElse(0);
    }

    /// Connected sessions of all edges, in the order of their addresses, `wanted.limit` at most.
    ///
    /// @param edge only of this one, `host:port` or `host`; empty: of all. One that no member is
    ///   known by did not answer
    public CompletionStage<Answers<SeenSession>> sessions(SessionsWanted wanted, String edge) {
        return this.<Watchman.Sessions>ask(
                        member ->
                                member.hasRole("edge")
                                        && (edge.isEmpty() || isNode(member.address(), edge)),
                        replyTo -> new Watchman.SessionsAsked(wanted, replyTo))
                .thenApply(told -> {
                    List<SeenSession> all =
                            told.answers().stream()
                                    .flatMap(each ->
                                            each.sessions().stream()
                                                    .map(session -> session.on(each.node())))
                                    .sorted(Comparator.comparing(each -> each.jid().toString()))
                                    .limit(wanted.limit())
                                    .toList();
                    boolean unknown =
                            !edge.isEmpty() && told.answers().isEmpty() && told.silent().isEmpty();
                    return new Answers<>(all, unknown ? List.of(edge) : told.silent());
                });
    }

    /// What each node says of itself.
    public CompletionStage<Answers<NodeReport>> reports() {
        return this.<Watchman.Report>ask(member -> true, Watchman.ReportAsked::new)
                .thenApply(told ->
                        new Answers<>(
                                told.answers().stream().map(Watchman.Report::report).toList(),
                                told.silent()));
    }

    private interface Question<T> {
        Watchman.Command to(ActorRef<T> replyTo);
    }

    /// Members that cannot be reached are not waited for.
    private <T> CompletionStage<Answers<T>> ask(Predicate<Member> whom, Question<T> question) {
        Cluster cluster = Cluster.get(Adapter.toClassic(system));
        ClusterEvent.CurrentClusterState state = cluster.state();
        List<String> silent = new ArrayList<>();
        List<CompletableFuture<Optional<T>>> asked = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Member member : state.getMembers()) {
            if (!whom.test(member)) {
                continue;
            }
            String name = node(member.address());
            if (!DataCenters.isReachable(cluster, state, member)) {
                silent.add(name);
                continue;
            }
            names.add(name);
            asked.add(
                    AskPattern.<Watchman.Command, T>ask(
                                    watchman(member.address()),
                                    question::to,
                                    ASKING,
                                    system.scheduler())
                            .<Optional<T>>handle((answer, _) -> Optional.ofNullable(answer))
                            .toCompletableFuture());
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ -> {
                    List<T> answers = new ArrayList<>();
                    for (int i = 0; i < asked.size(); i++) {
                        Optional<T> answer = asked.get(i).join();
                        if (answer.isPresent()) {
                            answers.add(answer.get());
                        } else {
                            silent.add(names.get(i));
                        }
                    }
                    return new Answers<>(answers, silent);
                });
    }

    private ActorRef<Watchman.Command> watchman(Address address) {
        return ActorRefResolver.get(system).resolveActorRef(address + "/user/" + Watchman.NAME);
    }

    /// Asks the owner of an account, wherever it is, for the account's sessions. Fails with
    /// [UnavailableException] when it does not answer in time.
    public CompletionStage<List<SessionView>> sessions(AccountId account) {
        return ask(account, null, "");
    }

    /// Has the owner of an account end the session of this resource; gives that session, or nothing
    /// when there is none. Fails like [#sessions].
    ///
    /// @param reason what its client is told, empty for what it is told usually
    public CompletionStage<Optional<SessionView>> endSession(
            AccountId account, String resource, String reason) {
        return ask(account, resource, reason).thenApply(ended -> ended.stream().findFirst());
    }

    private CompletionStage<List<SessionView>> ask(
            AccountId account, @Nullable String end, String reason) {
        return AskPattern.<ShardingEnvelope<AccountCommand>, SessionsTold>ask(
                        region,
                        replyTo ->
                                new ShardingEnvelope<>(
                                        account.entityId(),
                                        new AccountCommand.SessionsAsked(end, reason, replyTo)),
                        ASKING_ACCOUNT,
                        system.scheduler())
                .handle((told, failure) -> {
                    if (failure != null) {
                        throw new UnavailableException(
                                "account: no answer within " + ASKING_ACCOUNT, failure);
                    }
                    return told.sessions();
                });
    }

    /// Follows an account until `length` is over or the result is closed. Whoever owns the account
    /// is asked again and again, so that a new owner is found within seconds.
    ///
    /// @param heard called on threads of the cluster; must return at once
    public AutoCloseable follow(
            AccountId account, Duration length, boolean payload, Consumer<Followed> heard) {
        CompletionStage<ActorRef<Follower.Command>> follower =
                AskPattern.ask(
                        system,
                        replyTo ->
                                new SpawnProtocol.Spawn<>(
                                        Follower.create(
                                                new Follower.Task(account, length, payload, heard),
                                                region),
                                        "",
                                        Props.empty(),
                                        replyTo),
                        ASKING,
                        system.scheduler());
        return () -> follower.thenAccept(actor -> actor.tell(Follower.Stop.STOP));
    }
}
