package io.rookery.server.assembly;

import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.log.DeadLetters;
import io.rookery.routing.cluster.ClusterWatch;
import io.rookery.server.doctor.DatabaseCheck;
import io.rookery.server.doctor.Doctor;
import io.rookery.server.doctor.KafkaCheck;
import io.rookery.server.doctor.NodeCheck;
import io.rookery.server.observability.Health;
import io.rookery.server.observability.Management;
import io.rookery.server.observability.Telemetry;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.roles.Role;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.Topics;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The parts of one node in the order in which they start, and where its listeners are once they
/// have.
public final class NodeParts {
    private final List<Component> all;
    private final @Nullable EdgePart edge;
    private final @Nullable ApiPart api;
    private final Management management;
    private final Supplier<DatabaseAccess> database;
    private final Supplier<String> brokers;

    private NodeParts(
            List<Component> all,
            @Nullable EdgePart edge,
            @Nullable ApiPart api,
            Management management,
            Supplier<DatabaseAccess> database,
            Supplier<String> brokers) {
        this.brokers = brokers;
        this.management = management;
        this.database = database;
        this.all = List.copyOf(all);
        this.edge = edge;
        this.api = api;
    }

    /// Adds, on top of storage, what the node's roles need.
    ///
    /// @param first what must be there before anything else
    /// @param storage components that start before the roles
    public static NodeParts on(
            Settings settings,
            Component first,
            List<Component> storage,
            Supplier<DatabaseAccess> database,
            Supplier<String> bootstrapServers) {
        World world = World.real();
        Set<Role> roles = settings.roles();
        Telemetry telemetry = new Telemetry(settings.telemetry(), Build.version(), world.clock());
        Health health = new Health(world.clock());
        Management management = new Management(settings.management(), telemetry, health);
        ArchiveMeter archiving = telemetry.archive();
        List<Component> all =
                new ArrayList<>(List.of(first, new FreePorts(settings), telemetry, management));
        all.addAll(storage);
        Pools pools = new Pools(database, settings.postgres(), telemetry.pools());
        TenantPart tenants = new TenantPart(settings, pools, world);
        HookPart hooks = new HookPart(settings, tenants, world, telemetry);
        LogPart log = new LogPart(settings, bootstrapServers, archiving, telemetry.kafkaClients());
        all.add(pools);
        all.add(new SameLogPart(pools, log, settings.kafka().logReplaced(), world.clock()));
        all.add(tenants);
        all.add(hooks);
        boolean serves = roles.contains(Role.CORE) || roles.contains(Role.EDGE);
        boolean member = CorePart.isMember(settings);
        if (member || roles.contains(Role.ARCHIVER)) {
            all.add(log);
        }
        Sight sight = new Sight(settings, world.clock());
        ArchiverPart archiver = null;
        if (roles.contains(Role.ARCHIVER)) {
            archiver = new ArchiverPart(pools, log, archiving);
            all.add(archiver);
            all.add(new UpkeepPart(settings, pools, log, world));
        }
        CorePart core = null;
        EdgePart edge = null;
        if (serves) {
            all.add(new ClockPart(pools, world.clock(), health));
        }
        if (member) {
            core =
                    new CorePart(
                            settings, pools, tenants, hooks, log, telemetry, archiving, sight,
                            world);
            all.add(core);
            management.cluster(core::members, core::down);
            if (roles.contains(Role.CORE)) {
                management.drains(core);
            }
            if (serves) {
                all.add(new LivePart(tenants, hooks, core));
            }
            if (roles.contains(Role.EDGE)) {
                edge = new EdgePart(settings, tenants, core, log, telemetry, world);
                sight.sees(edge);
                all.add(edge);
                management.drains(edge);
            }
        }
        sight.looks(
                new NodeCheck(
                        settings.data(),
                        health,
                        telemetry.recentTrouble(),
                        world.clock(),
                        sources(core, edge, hooks)));
        ApiPart api = null;
        if (roles.contains(Role.API)) {
            ClusterInstallation installation = installation(core, pools, bootstrapServers, world);
            api = new ApiPart(settings, pools, tenants, hooks, installation, telemetry);
            all.add(api);
        }
        all.add(new HealthPart(health, pools, bootstrapServers, core, serves, edge, archiver));
        return new NodeParts(all, edge, api, management, database, bootstrapServers);
    }

    private static NodeCheck.Sources sources(
            @Nullable CorePart core, @Nullable EdgePart edge, HookPart hooks) {
        NodeCheck.Sources none = NodeCheck.Sources.NONE;
        return new NodeCheck.Sources(
                edge == null ? none.certificates() : edge::certificates,
                core == null ? none.opening() : core::openingShards,
                edge == null ? none.fullDomains() : edge::fullDomains,
                hooks::resting,
                edge == null ? none.draining() : edge::isDraining);
    }

    private static ClusterInstallation installation(
            @Nullable CorePart core, Pools pools, Supplier<String> bootstrapServers, World world) {
        Supplier<Optional<ClusterWatch>> cluster =
                () -> core == null ? Optional.empty() : core.watch();
        KafkaCheck kafka = new KafkaCheck(bootstrapServers);
        DatabaseCheck database = new DatabaseCheck(pools::app, kafka::log);
        Doctor doctor =
                new Doctor(
                        cluster,
                        List.of(
                                new Doctor.Check("Kafka", kafka::look),
                                new Doctor.Check("PostgreSQL", database::look)),
                        world.clock());
        return new ClusterInstallation(
                cluster,
                doctor,
                () -> new DeadLetters(bootstrapServers.get(), Topics.DEAD_LETTERS));
    }

    /// How the node reaches its database, once storage has started.
    public DatabaseAccess database() {
        return database.get();
    }

    /// Where Kafka's brokers are, once storage has started.
    public String brokers() {
        return brokers.get();
    }

    /// In the order of their start.
    public List<Component> all() {
        return all;
    }

    /// Where clients connect, by listener: `c2s`, `c2s-tls`, `wss`, `ws`; empty without role
    /// `edge`.
    public Map<String, InetSocketAddress> clientAddresses() {
        return edge == null ? Map.of() : edge.addresses();
    }

    /// Takes now the sample of sessions that an edge takes at the beginning of each minute, for the
    /// minute that `at` is in. Completes when it is in the log or waits for it; nothing without
    /// role `edge`.
    public CompletionStage<Void> sampleUsage(Instant at) {
        return edge == null ? CompletableFuture.completedStage(null) : edge.sampleUsage(at);
    }

    /// Where metrics and health are; empty when that is turned off.
    public Optional<URI> managementUri() {
        return management.uri();
    }

    /// Where the tenant API is; empty without role `api`.
    public Optional<URI> apiUri() {
        return Optional.ofNullable(api).map(ApiPart::uri);
    }
}
