package io.rookery.routing.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.remote.RARP;
import org.apache.pekko.remote.artery.ArteryTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that an actor system ends. Pekko's remoting waits for all its streams, and one over
/// TLS whose connection was just being made when they were cut may never say that it has ended. The
/// node's port would be taken for ever, and the node could not join again. So what remains of the
/// streams after a while is torn down.
final class RemotingEnd {
    private static final Logger LOG = LoggerFactory.getLogger(RemotingEnd.class);

    /// Remoting flushes what it has for one second.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private RemotingEnd() {}

    /// Must be called before the system begins to end.
    static void watch(ActorSystem system) {
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
                        "remoting-ends",
                        () -> {
                            var _ =
                                    system.getWhenTerminated()
                                            .toCompletableFuture()
                                            .copy()
                                            .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                                            .whenComplete((_, late) -> {
                                                if (late != null) {
                                                    tearDown(system);
                                                }
                                            });
                            return CompletableFuture.completedFuture(Done.done());
                        });
    }

    private static void tearDown(ActorSystem system) {
        if (RARP.get(system) instanceof RARP remoting
                && remoting.provider().transport() instanceof ArteryTransport artery) {
            LOG.warn("connections to other nodes do not end: they are torn down");
            artery.controlMaterializer().shutdown();
            artery.materializer().shutdown();
        }
    }
}
