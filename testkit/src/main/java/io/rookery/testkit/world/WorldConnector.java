package io.rookery.testkit.world;

import io.netty.channel.embedded.EmbeddedChannel;
import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgeMeter;
import io.rookery.edge.EdgePorts;
import io.rookery.edge.netty.Pipelines;
import io.rookery.edge.sasl.Decoys;
import io.rookery.edge.stream.StreamFeatures;
import io.rookery.edge.tls.CertificateSource;
import io.rookery.edge.tls.DomainCertificate;
import io.rookery.routing.hop.Neighbours;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.RosterStore.SubscriptionState;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.Tracing;
import io.rookery.testkit.net.TcpStream;
import io.rookery.testkit.net.WebSocketStream;
import io.rookery.testkit.net.XmlStream;
import io.rookery.testkit.transcript.Connector;
import io.rookery.testkit.transcript.Setting;
import io.rookery.xmpp.jid.BareJid;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/// Runs transcripts in process: one edge with its real handlers, one core, nothing goes wrong.
public final class WorldConnector implements Connector {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final byte[] DECOY_KEY =
            "sixteen or more bytes".getBytes(StandardCharsets.US_ASCII);
    private static final int ITERATIONS = 16;
    private static final List<String> MECHANISMS = List.of("SCRAM-SHA-1", "PLAIN");

    private final World world;
    private final Pipelines pipelines;
    private final InetAddress client = InetAddress.getLoopbackAddress();

    /// @param seed of ids and latencies
    public WorldConnector(long seed) {
        this.world = new World(seed, Faults.NONE);
        world.startCore();
        EdgeNode edge = world.startEdge();
        this.pipelines =
                new Pipelines(
                        new EdgePorts(
                                edge,
                                Neighbours.NONE,
                                world.directory(),
                                world.users(),
                                new NoCertificates(),
                                StreamFeatures.ROSTERS,
                                new Decoys(DECOY_KEY, ITERATIONS),
                                EdgeMeter.NONE,
                                Tracing.NONE,
                                world.timeline(),
                                world.random()),
                        EdgeLimits.DEFAULT);
    }

    @Override
    public void prepare(Setting setting) {
        setting.domains().forEach(domain -> world.directory().put(policy(domain)));
        world.rosters()
                .down(
                        setting.domains().stream()
                                .anyMatch(domain ->
                                        domain.option("roster-store", "up").equals("down")));
        List<BareJid> accounts = new ArrayList<>(setting.accounts());
        setting.clients().forEach(line -> accounts.add(line.jid().bare()));
        accounts.forEach(account -> world.users().put(account, PASSWORD));
        for (Setting.RosterLine line : setting.rosters()) {
            world.rosters()
                    .put(
                            line.owner(),
                            line.contact(),
                            SubscriptionState.valueOf(
                                    line.subscription().toUpperCase(Locale.ROOT)));
        }
    }

    private static DomainPolicy policy(Setting.Domain domain) {
        DomainLimits limits = DomainLimits.DEFAULT;
        return new DomainPolicy(
                tenant(domain.tenant()),
                domain.name(),
                1,
                !domain.option("active", "on").equals("off"),
                List.of(DomainPolicy.AuthSource.INTERNAL),
                DomainPolicy.RosterSource.valueOf(
                        domain.option("rosters", "internal").toUpperCase(Locale.ROOT)),
                DomainPolicy.Federation.valueOf(
                        domain.option("federation", "isolated").toUpperCase(Locale.ROOT)),
                list(domain.option("allow", "")),
                domain.option("archiving", "on").equals("on"),
                Duration.ofDays(30),
                list(domain.option("disabled", "")),
                MECHANISMS,
                new DomainLimits(
                        limits.sessions(),
                        number(domain, "sessions", limits.sessionsPerAccount()),
                        limits.stanzasPerSecond(),
                        limits.bytesPerSecond(),
                        number(domain, "stanza-bytes", limits.stanzaBytes()),
                        number(domain, "roster-items", limits.rosterItems()),
                        number(domain, "pending", limits.pendingMessages())));
    }

    private static int number(Setting.Domain domain, String option, int otherwise) {
        return Integer.parseInt(domain.option(option, String.valueOf(otherwise)));
    }

    private static Set<String> list(String text) {
        return Arrays.stream(text.split(","))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }

    /// The same tenant for the same name.
    static TenantId tenant(String name) {
        return new TenantId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public XmlStream connect(Setting.Transport transport) {
        EmbeddedChannel channel = new EmbeddedChannel();
        MemoryPipe pipe = new MemoryPipe(world.timeline(), channel);
        boolean webSocket = transport == Setting.Transport.WEBSOCKET;
        pipelines.fill(channel.pipeline(), webSocket, client);
        return webSocket
                ? WebSocketStream.upgrade(pipe, "localhost", "/ws", PATIENCE)
                : new TcpStream(pipe);
    }

    @Override
    public XmlStream connectRaw(Setting.RawLine line) {
        return connect(line.transport());
    }

    @Override
    public boolean isVirtual() {
        return true;
    }

    @Override
    public void pass(Duration time) {
        world.timeline().pass(time);
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    @Override
    public void close() {}

    /// There is no TLS in memory.
    private static final class NoCertificates implements CertificateSource {
        @Override
        public CompletionStage<Optional<DomainCertificate>> find(String serverName) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<DomainCertificate> fallback() {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("certificate: (expected: nobody asks)"));
        }
    }
}
