package io.rookery.server.assembly;

import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.archive.query.JdbcArchive;
import io.rookery.edge.bind.LegacySession;
import io.rookery.routing.account.AccountLimits;
import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.account.CarbonsFeature;
import io.rookery.routing.account.RosterFeature;
import io.rookery.routing.archive.ArchiveAccess;
import io.rookery.routing.archive.ArchiveLimits;
import io.rookery.routing.archive.Preferences;
import io.rookery.routing.authentication.AuthenticationChain;
import io.rookery.routing.cluster.ClusterNode;
import io.rookery.routing.cluster.ClusterSettings;
import io.rookery.routing.cluster.ClusterWatch;
import io.rookery.routing.cluster.MemberView;
import io.rookery.routing.cluster.MembershipSettings;
import io.rookery.routing.cluster.SeedNodes;
import io.rookery.routing.cluster.TlsFiles;
import io.rookery.routing.disco.Disco;
import io.rookery.routing.feature.Feature;
import io.rookery.routing.feature.Features;
import io.rookery.routing.ping.Ping;
import io.rookery.routing.port.Archive;
import io.rookery.routing.port.Authentication;
import io.rookery.routing.port.DomainPolicy.AuthSource;
import io.rookery.routing.port.Tracing;
import io.rookery.routing.roster.RosterSources;
import io.rookery.routing.time.EntityTime;
import io.rookery.routing.version.Version;
import io.rookery.server.observability.Drainable;
import io.rookery.server.observability.Telemetry;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.MemberSettings;
import io.rookery.server.roles.Role;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The node as a member of the cluster: its accounts, and the way of its edges to accounts
/// anywhere.
final class CorePart implements Component, Drainable {
    private final Settings settings;
    private final Pools pools;
    private final TenantPart tenants;
    private final HookPart hooks;
    private final LogPart log;
    private final AccountPorts.Meter meter;
    private final ArchiveMeter archiveMeter;
    private final Tracing tracing;
    private final Sight sight;
    private final World world;
    private volatile @Nullable ClusterNode node;
    private volatile @Nullable CompletableFuture<Void> leaving;
    private @Nullable AccountPorts ports;
    private @Nullable JdbcArchive archive;
    private @Nullable Authentication authentication;

    CorePart(
            Settings settings,
            Pools pools,
            TenantPart tenants,
            HookPart hooks,
            LogPart log,
            Telemetry telemetry,
            ArchiveMeter archiveMeter,
            Sight sight,
            World world) {
        this.sight = sight;
        this.settings = settings;
        this.pools = pools;
        this.tenants = tenants;
        this.hooks = hooks;
        this.log = log;
        this.meter = telemetry.accounts(this::accounts);
        this.archiveMeter = archiveMeter;
        this.tracing = telemetry.tracing();
        this.world = world;
    }

    /// Whether the node takes part in the cluster: with sessions or accounts always; a node with
    /// the API alone asks for sessions where it is told whom.
    static boolean isMember(Settings settings) {
        Set<Role> roles = settings.roles();
        return roles.contains(Role.CORE)
                || roles.contains(Role.EDGE)
                || (roles.contains(Role.API) && !settings.cluster().seedNodes().isEmpty());
    }

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public void start() {
        JdbcArchive reads =
                new JdbcArchive(
                        pools.app(),
                        log.where().accountsTopic(),
                        world.clock(),
                        Limits.DEFAULT.query(),
                        archiveMeter);
        archive = reads;
        AuthenticationChain chain =
                new AuthenticationChain(
                        Map.of(
                                AuthSource.INTERNAL,
                                tenants.storage().authentication(),
                                AuthSource.HOOK,
                                hooks.hooks().authentication()));
        authentication = chain;
        ports =
                new AccountPorts(
                        tenants.storage().directory(),
                        chain,
                        new RosterSources(tenants.storage().rosters(), hooks.hooks().rosters()),
                        reads,
                        features(reads),
                        AccountLimits.DEFAULT,
                        meter,
                        tracing,
                        world.clock(),
                        world.random());
        try {
            node = join();
        } catch (IllegalStateException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private ClusterNode join() {
        return ClusterNode.start(
                cluster(settings),
                Started.of(ports, name()),
                log.messages(),
                new KnownCores(settings.data()),
                sight);
    }

    private static Features features(Archive archive) {
        AtomicReference<Features> all = new AtomicReference<>();
        List<Feature> features =
                List.of(
                        new Disco(all::get),
                        new Version(Build.version()),
                        new EntityTime(),
                        new Ping(),
                        new LegacySession(),
                        new RosterFeature(),
                        new CarbonsFeature(),
                        new ArchiveAccess(archive, ArchiveLimits.DEFAULT),
                        new Preferences(archive, ArchiveLimits.DEFAULT));
        all.set(new Features(features));
        return all.get();
    }

    /// How this node takes part in the cluster.
    static ClusterSettings cluster(Settings settings) {
        MemberSettings cluster = settings.cluster();
        MemberSettings.Times times = cluster.times();
        Set<String> roles =
                settings.roles().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        return ClusterSettings.single(settings.shards())
                .placed(
                        cluster.host(),
                        cluster.port(),
                        roles,
                        new MembershipSettings(
                                new SeedNodes(cluster.seedNodes(), cluster.seedLeast()),
                                cluster.begin(),
                                cluster.joinWithin(),
                                switch (times.strategy()) {
                                    case KEEP_MAJORITY -> "keep-majority";
                                    case KEEP_OLDEST -> "keep-oldest";
                                },
                                times.heartbeatPause(),
                                times.stableAfter(),
                                times.removalMargin(),
                                cluster.tls()
                                        .map(tls ->
                                                new TlsFiles(
                                                        tls.certificate(),
                                                        tls.key(),
                                                        tls.authority()))))
                .serialising(cluster.serialiseAlways());
    }

    private int accounts() {
        return node == null ? 0 : node.accounts();
    }

    /// Leaves the cluster in order: its shards go to other cores. The process stays.
    @Override
    public synchronized void drain(OptionalInt rate, Duration most) {
        ClusterNode member = node();
        if (leaving != null) {
            return;
        }
        if (member.otherCores() == 0) {
            throw new IllegalStateException("there is no other core");
        }
        leaving =
                CompletableFuture.runAsync(
                        member::close, task -> Thread.ofVirtual().name("leave").start(task));
    }

    /// Joins again.
    @Override
    public synchronized void undrain() {
        CompletableFuture<Void> begun = leaving;
        if (begun != null) {
            begun.join();
            node = join();
            leaving = null;
        }
    }

    @Override
    public Progress progress() {
        ClusterNode member = node;
        CompletableFuture<Void> begun = leaving;
        return new Progress(
                begun != null,
                begun != null && !begun.isDone(),
                0,
                accounts(),
                member == null ? 0 : member.otherCores());
    }

    /// Removes a member whose process has ended; whether this node could say so.
    boolean down(String hostAndPort) {
        ClusterNode member = node;
        return member != null && member.down(hostAndPort);
    }

    /// All members, as this node sees them.
    List<MemberView> members() {
        ClusterNode member = node;
        return member == null ? List.of() : member.members();
    }

    /// What can be asked of the cluster; empty before it is joined.
    Optional<ClusterWatch> watch() {
        return Optional.ofNullable(node).flatMap(ClusterNode::watch);
    }

    /// Shards that are being opened here, since when.
    Map<Integer, Instant> openingShards() {
        ClusterNode member = node;
        return member == null ? Map.of() : member.openingShards();
    }

    ClusterNode node() {
        return Started.of(node, name());
    }

    Authentication authentication() {
        return Started.of(authentication, name());
    }

    @Override
    public void stop() {
        if (node != null) {
            node.close();
            node = null;
        }
        if (archive != null) {
            archive.close();
            archive = null;
        }
    }
}
