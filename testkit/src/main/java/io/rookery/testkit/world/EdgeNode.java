package io.rookery.testkit.world;

import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.hop.ToAccount;
import io.rookery.routing.hop.ToSession;
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
    private final Map<SessionId, SessionListener> sessions = new LinkedHashMap<>();
    private final Map<Integer, Long> epochs = new LinkedHashMap<>();
    private boolean alive = true;

    EdgeNode(World world, String name) {
        this.world = world;
        this.address = new GatewayAddress(name);
    }

    /// Its name.
    public String name() {
        return address.path();
    }

    GatewayAddress address() {
        return address;
    }

    /// Whether the process runs.
    public boolean isAlive() {
        return alive;
    }

    @Override
    public void tell(AccountId account, ToAccount.FromEdge message) {
        if (alive) {
            world.toAccount(address.path(), account, message);
        }
    }

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

    /// An owner that has been replaced may still speak; nobody listens (docs/protocol.md §4).
    void forwarded(int shard, long epoch, ToSession message) {
        if (!alive || epoch < epochs.getOrDefault(shard, 0L)) {
            return;
        }
        epochs.put(shard, epoch);
        SessionListener listener = sessions.get(message.session());
        if (listener != null) {
            listener.received(message);
        }
    }

    void rollCall(int shard, long epoch, Consumer<List<SessionListener.Attendance>> answer) {
        if (!alive) {
            return;
        }
        epochs.merge(shard, epoch, Math::max);
        List<CompletableFuture<Optional<SessionListener.Attendance>>> answers = new ArrayList<>();
        for (SessionListener listener : List.copyOf(sessions.values())) {
            if (world.shard(listener.account()) == shard) {
                answers.add(listener.rollCall().toCompletableFuture());
            }
        }
        CompletionStage<Void> all =
                CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        all.whenComplete((ignored, failure) ->
                answer.accept(
                        answers.stream().flatMap(present -> present.join().stream()).toList()));
    }

    /// The process is gone, its sockets with it.
    void kill() {
        alive = false;
        sessions.clear();
    }
}
