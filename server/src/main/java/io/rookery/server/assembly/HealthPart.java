package io.rookery.server.assembly;

import io.rookery.routing.cluster.ClusterNode;
import io.rookery.server.observability.Health;
import io.rookery.server.observability.Health.Probe;
import io.rookery.server.observability.Health.Weight;
import io.rookery.server.observability.Lookout;
import io.rookery.server.roles.Component;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/// The last part to start and the first to stop: between the two the node may be ready. What the
/// node does without PostgreSQL and without Kafka decides what their loss means (P6, P8):
///
/// - with clients or accounts, the database only degrades it: online chat goes on, archives catch
///   up; without Kafka no shard can be opened, so new clients are to go elsewhere;
/// - with neither, there is nothing to do without the database.
final class HealthPart implements Component {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int SECONDS = 3;

    private final Health health;
    private final Pools pools;
    private final Supplier<String> bootstrapServers;
    private final @Nullable CorePart core;
    private final boolean online;
    private final @Nullable EdgePart edge;
    private final @Nullable ArchiverPart archiver;
    private @Nullable Lookout lookout;
    private @Nullable Admin admin;

    /// @param online whether the node has sessions or accounts
    HealthPart(
            Health health,
            Pools pools,
            Supplier<String> bootstrapServers,
            @Nullable CorePart core,
            boolean online,
            @Nullable EdgePart edge,
            @Nullable ArchiverPart archiver) {
        this.health = health;
        this.pools = pools;
        this.bootstrapServers = bootstrapServers;
        this.core = core;
        this.online = online;
        this.edge = edge;
        this.archiver = archiver;
    }

    @Override
    public String name() {
        return "health";
    }

    @Override
    public void start() {
        health.add("database", online ? Weight.DEGRADES : Weight.NEEDED, this::database);
        if (online || archiver != null) {
            Admin kafka = admin();
            admin = kafka;
            health.add("kafka", online ? Weight.NEEDED : Weight.DEGRADES, kafka(kafka));
        }
        CorePart cluster = core;
        if (cluster != null) {
            health.add(
                    "cluster",
                    online ? Weight.NEEDED : Weight.DEGRADES,
                    () ->
                            require(
                                    cluster.node().standing() == ClusterNode.Standing.UP,
                                    "rejoining: this node is out of the cluster"));
        }
        EdgePart clients = edge;
        if (clients != null) {
            health.add(
                    "edge",
                    Weight.VITAL,
                    () -> clients.pulse().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS));
        }
        ArchiverPart writing = archiver;
        if (writing != null) {
            health.add(
                    "archiver",
                    Weight.DEGRADES,
                    () ->
                            require(
                                    writing.healthy(),
                                    "waits for PostgreSQL or Kafka: " + writing.trouble()));
        }
        lookout = Lookout.over(health, EVERY);
        health.phase(Health.Phase.RUNNING);
    }

    private Admin admin() {
        int millis = Math.toIntExact(Duration.ofSeconds(SECONDS).toMillis());
        return Admin.create(
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers.get(),
                        AdminClientConfig.CLIENT_ID_CONFIG,
                        "health",
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        millis,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        millis));
    }

    private static Probe kafka(Admin admin) {
        return () -> {
            var nodes = admin.describeCluster().nodes().get(2 * SECONDS, TimeUnit.SECONDS);
            require(!nodes.isEmpty(), "no broker answers");
        };
    }

    private void database() throws Exception {
        try (Connection connection = pools.app().getConnection()) {
            require(connection.isValid(SECONDS), "no answer");
        }
    }

    private static void require(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalStateException(otherwise);
        }
    }

    @Override
    public void stop() {
        health.phase(Health.Phase.STOPPING);
        if (lookout != null) {
            lookout.close();
            lookout = null;
        }
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }
}
