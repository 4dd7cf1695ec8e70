package io.rookery.server.assembly;

import io.rookery.edge.CrowdLimits;
import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgeLimits.Times;
import io.rookery.edge.EdgeMeter;
import io.rookery.edge.EdgePorts;
import io.rookery.edge.EdgeSettings;
import io.rookery.edge.EdgeSettings.Engine;
import io.rookery.edge.EdgeSettings.Kind;
import io.rookery.edge.EdgeSettings.Listener;
import io.rookery.edge.handover.Place;
import io.rookery.edge.netty.Edge;
import io.rookery.edge.sasl.Decoys;
import io.rookery.edge.stream.StreamFeatures;
import io.rookery.edge.usage.UsageReports;
import io.rookery.routing.port.Tracing;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.routing.port.watch.SessionsWanted;
import io.rookery.server.observability.Drainable;
import io.rookery.server.observability.Telemetry;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.CrowdSettings;
import io.rookery.server.roles.HandoverSettings;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The sockets that clients connect to.
final class EdgePart implements Component, Drainable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int SCRAM_ITERATIONS = 10_000;
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration LAST_SAMPLE = Duration.ofSeconds(2);

    private final Settings settings;
    private final TenantPart tenants;
    private final CorePart core;
    private final LogPart log;
    private final EdgeMeter meter;
    private final Tracing tracing;
    private final World world;
    private volatile @Nullable Certificates certificates;
    private volatile @Nullable Edge edge;
    private @Nullable UsageReports usage;
    private @Nullable EachMinute samples;
    private Map<String, InetSocketAddress> bound = Map.of();

    /// @throws StartFailure when the TLS engine that is set cannot be loaded: no other part need be
    ///   started to find out
    EdgePart(
            Settings settings,
            TenantPart tenants,
            CorePart core,
            LogPart log,
            Telemetry telemetry,
            World world) {
        this.settings = settings;
        this.tenants = tenants;
        this.core = core;
        this.log = log;
        this.tracing = telemetry.tracing();
        this.meter = telemetry.edge(this::windows);
        this.world = world;
        try {
            Edge.requireEngine(engine(settings.edge()));
        } catch (IllegalStateException e) {
            throw new StartFailure("edge.tls-engine: " + e.getMessage(), e);
        }
    }

    private static Engine engine(Settings.Edge settings) {
        return switch (settings.tlsEngine()) {
            case JDK -> Engine.JDK;
            case BORINGSSL -> Engine.BORINGSSL;
        };
    }

    @Override
    public String name() {
        return "edge";
    }

    @Override
    public void start() {
        Certificates given = Certificates.begin(settings.edge(), world);
        certificates = given;
        Edge started =
                new Edge(
                        listeners(),
                        new EdgePorts(
                                core.node().link(),
                                core.node().neighbours(),
                                tenants.storage().directory(),
                                core.authentication(),
                                given.source(),
                                StreamFeatures.ROSTERS,
                                new Decoys(tenants.fingerprint("decoys"), SCRAM_ITERATIONS),
                                meter,
                                tracing,
                                world.clock(),
                                world.random()));
        try {
            bound = started.start();
            edge = started;
            sample(started);
        } catch (IllegalStateException e) {
            given.close();
            throw new StartFailure("edge: " + e.getMessage(), e);
        }
    }

    private void sample(Edge started) {
        UsageReports reports =
                new UsageReports(
                        Secrets.nodeId(settings.data(), world.random()),
                        started.sessions(),
                        log.usage());
        usage = reports;
        samples =
                EachMinute.begin(
                        "usage-samples",
                        world.clock(),
                        minute -> {
                            CompletionStage<Void> _ = reports.sample(minute);
                        });
    }

    /// Samples what is connected now, for the minute that `at` is in.
    CompletionStage<Void> sampleUsage(Instant at) {
        return Started.of(usage, name()).sample(at);
    }

    private EdgeSettings listeners() {
        Settings.Edge edgeSettings = settings.edge();
        HandoverSettings handover = settings.handover();
        String host = edgeSettings.host();
        Engine engine = engine(edgeSettings);
        List<Listener> listeners =
                new ArrayList<>(
                        List.of(
                                new Listener(
                                        "c2s", Kind.STARTTLS, host, edgeSettings.port(), engine),
                                new Listener(
                                        "c2s-tls", Kind.TLS, host, edgeSettings.tlsPort(), engine),
                                new Listener(
                                        "wss",
                                        Kind.WEBSOCKET_TLS,
                                        host,
                                        edgeSettings.webSocketTlsPort(),
                                        engine),
                                new Listener(
                                        "ws",
                                        Kind.WEBSOCKET,
                                        loopback(host),
                                        edgeSettings.webSocketPort(),
                                        engine)));
        edgeSettings
                .clearPort()
                .ifPresent(port ->
                        listeners.add(
                                new Listener(
                                        "c2s-clear", Kind.PLAIN, loopback(host), port, engine)));
        return new EdgeSettings(
                listeners,
                0,
                Set.of("*"),
                EdgeLimits.DEFAULT
                        .withTimes(Times.DEFAULT.withResume(handover.resumeTimeout()))
                        .withCrowd(crowd()),
                new Place(
                        handover.advertise().orElse(""),
                        handover.advertiseTls().orElse(""),
                        handover.advertiseWebSocket().orElse("")),
                handover.rebalance());
    }

    private CrowdLimits crowd() {
        CrowdSettings crowd = settings.crowd();
        return new CrowdLimits(
                crowd.connections(),
                crowd.connectionsPerAddress(),
                new CrowdLimits.Rate(crowd.domainStanzas(), crowd.domainBytes()),
                new CrowdLimits.Rate(crowd.tenantStanzas(), crowd.tenantBytes()));
    }

    /// Where listeners without TLS are: at the edge's own address when that is one of loopback, so
    /// that several edges of one machine do not want the same port.
    ///
    /// @param host where the others are
    static String loopback(String host) {
        return host.startsWith("127.") ? host : LOOPBACK;
    }

    @Override
    public void drain(OptionalInt rate, Duration most) {
        Started.of(edge, name()).drain(rate.orElse(settings.handover().drainRate()), most);
    }

    @Override
    public void undrain() {
        Started.of(edge, name()).undrain();
    }

    @Override
    public Progress progress() {
        Edge.Draining now = Started.of(edge, name()).draining();
        return new Progress(now.draining(), now.moving(), now.moved(), now.left(), now.elsewhere());
    }

    /// Whether its clients are being sent away.
    boolean isDraining() {
        Edge running = edge;
        return running != null && running.draining().draining();
    }

    private Edge.Windows windows() {
        return edge == null ? new Edge.Windows(0, 0, 0) : edge.windows();
    }

    /// The connected sessions that are wanted.
    CompletionStage<List<SeenSession>> connected(SessionsWanted wanted) {
        Edge running = edge;
        return running == null
                ? CompletableFuture.completedStage(List.of())
                : running.connected(wanted);
    }

    /// When the certificate of each name ends.
    Map<String, Instant> certificates() {
        Certificates given = certificates;
        return given == null ? Map.of() : given.ends();
    }

    /// Domains that have as many sessions here as they may.
    List<String> fullDomains() {
        Edge running = edge;
        return running == null ? List.of() : running.fullDomains();
    }

    /// Completes when the edge's threads have come round once.
    CompletionStage<Void> pulse() {
        return Started.of(edge, name()).pulse();
    }

    /// Where each listener listens, by name: `c2s`, `c2s-tls`, `wss`, `ws`, and `c2s-clear` where
    /// set.
    Map<String, InetSocketAddress> addresses() {
        return bound;
    }

    @Override
    public String summary() {
        StringBuilder text = new StringBuilder();
        bound.forEach((listener, address) ->
                text.append(text.isEmpty() ? "" : ", ")
                        .append(listener)
                        .append(' ')
                        .append(address.getPort()));
        return text.toString();
    }

    @Override
    public void stop() {
        if (samples != null) {
            samples.close();
            samples = null;
        }
        if (edge != null) {
            edge.stop(GRACE);
            edge = null;
        }
        if (certificates != null) {
            certificates.close();
            certificates = null;
        }
        if (usage != null) {
            // Who has been here since the last sample.
            usage.sample(world.clock().instant())
                    .toCompletableFuture()
                    .completeOnTimeout(null, LAST_SAMPLE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            usage = null;
        }
    }
}
