package io.rookery.server.assembly;

import io.rookery.routing.port.watch.NodeReport;
import io.rookery.routing.port.watch.NodeWatch;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.routing.port.watch.SessionsWanted;
import io.rookery.server.doctor.NodeCheck;
import io.rookery.server.roles.Role;
import io.rookery.server.roles.Settings;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// What this node says of itself when an operator asks, wherever that is. Parts give it what they
/// know as they are made.
final class Sight implements NodeWatch {
    private final Settings settings;
    private final InstantSource clock;
    private final Executor threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("sight-", 0).factory());
    private volatile @Nullable EdgePart edge;
    private volatile @Nullable NodeCheck check;

    Sight(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    void sees(EdgePart part) {
        edge = part;
    }

    void looks(NodeCheck with) {
        check = with;
    }

    @Override
    public CompletionStage<List<SeenSession>> sessions(SessionsWanted wanted) {
        EdgePart part = edge;
        return part == null ? CompletableFuture.completedStage(List.of()) : part.connected(wanted);
    }

    /// Not on the thread that asks: a disk may be slow.
    @Override
    public CompletionStage<NodeReport> report() {
        List<String> roles =
                settings.roles().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList();
        return CompletableFuture.supplyAsync(
                () -> {
                    NodeCheck looking = check;
                    return new NodeReport(
                            "",
                            roles,
                            Build.version(),
                            clock.instant(),
                            looking == null ? List.of() : looking.look(""));
                },
                threads);
    }

    /// Whether the node takes part in the cluster's work, so is a member by that.
    static boolean isWorker(Settings settings) {
        return settings.roles().contains(Role.CORE) || settings.roles().contains(Role.EDGE);
    }
}
