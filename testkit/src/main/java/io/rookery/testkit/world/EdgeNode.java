package io.rookery.testkit.world;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToSession;
import io.rookery.routing.shard.Epochs;
import io.rookery.testkit.clock.Lifeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// An edge node: the sessions of one process, reached through one gateway.
public final class EdgeNode implements AccountLink {
    private final World world;
    private final GatewayAddress address;
    private final Lifeline lifeline = new Lifeline();
    private final Map<SessionId, SessionListener> sessions = new LinkedHashMap<>();
    private final Epochs epochs;
    private Placement placement;

    EdgeNode(World world, String name, Placement placement) {
        this.world = world;
        this.address = new GatewayAddress(name);
        this.placement = placement;
        this.epochs = new Epochs(world.shards());
    }

    /// Its name.
    public String name() {
        return address.path();
    }

    GatewayAddress address() {
        return address;
    }

    /// Where everything that happens in its process runs.
    public Lifeline lifeline() {
        return lifeline;
    }

    /// Whether the process has not ended; it may be stopped.
    public boolean isAlive() {
        return lifeline.isAlive();
    }

    /// Who is a member and owns what, as it believes.
    Placement placement() {
        return placement;
    }

    void believe(Placement now) {
        placement = now;
    }

    @Override
    public void tell(AccountId account, ToAccount.FromEdge message) {
        if (isAlive()) {
            world.toAccount(this, account, message);
        }
    }

    /// Nobody remembers here where an account is.
    @Override
    public void unanswered(AccountId account) {}

    @Override
    public void register(SessionId session, SessionListener listener) {
        sessions.put(session, listener);
    }

    @Override
    public GatewayAddress gateway(SessionId session) {
        return address;
    }

    @Override
    public void unregister(SessionId session) {
        sessions.remove(session);
    }

    /// How many sessions of an account it holds.
    public long sessions(AccountId account) {
        return sessions.values().stream()
                .filter(listener -> listener.account().equals(account))
                .count();
    }

    /// An owner that has been replaced may still speak; nobody listens (docs/protocol.md §4).
    void forwarded(int shard, long epoch, ToSession message) {
        lifeline.run(() -> {
            if (!epochs.admits(shard, epoch)) {
                return;
            }
            SessionListener listener = sessions.get(message.session());
            if (listener != null) {
                listener.received(message);
            }
        });
    }

    void rollCall(int shard, long epoch, Consumer<List<SessionListener.Attendance>> answer) {
        lifeline.run(() -> {
            epochs.admits(shard, epoch);
            List<CompletableFuture<Optional<SessionListener.Attendance>>> answers =
                    new ArrayList<>();
            for (SessionListener listener : List.copyOf(sessions.values())) {
                if (world.shard(listener.account()) == shard) {
                    answers.add(listener.rollCall().toCompletableFuture());
                }
            }
            CompletionStage<Void> all =
                    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
            all.thenRun(() -> answer.accept(present(answers)));
        });
    }

    private static List<SessionListener.Attendance> present(
            List<CompletableFuture<Optional<SessionListener.Attendance>>> answers) {
        return answers.stream().flatMap(answer -> answer.join().stream()).toList();
    }

    /// It has been taken for lost, and joins again: its sessions introduce themselves.
    void announce() {
        lifeline.run(() -> List.copyOf(sessions.values()).forEach(SessionListener::introduce));
    }

    /// The process is gone, its sockets with it.
    void kill() {
        lifeline.kill();
        sessions.clear();
    }
}
