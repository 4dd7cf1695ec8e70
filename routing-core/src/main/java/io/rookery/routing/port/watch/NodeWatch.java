package io.rookery.routing.port.watch;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// What a node can say of itself. Called on threads of the cluster: both return at once.
public interface NodeWatch {
    /// Of a node that has nothing to say.
    NodeWatch SILENT =
            new NodeWatch() {
                @Override
                public CompletionStage<List<SeenSession>> sessions(SessionsWanted wanted) {
                    return CompletableFuture.completedStage(List.of());
                }

                @Override
                public CompletionStage<NodeReport> report() {
                    return CompletableFuture.completedStage(
                            new NodeReport("", List.of(), "", Instant.EPOCH, List.of()));
                }
            };

    /// The sessions that are connected to this node, the first of those that are wanted; none
    /// without role `edge`.
    CompletionStage<List<SeenSession>> sessions(SessionsWanted wanted);

    /// How the node is.
    CompletionStage<NodeReport> report();
}
