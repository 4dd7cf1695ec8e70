package io.rookery.edge.netty;

import io.netty.handler.ssl.OpenSsl;
import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgeMeter;
import io.rookery.edge.EdgePorts;
import io.rookery.edge.EdgeSettings;
import io.rookery.edge.EdgeSettings.Engine;
import io.rookery.edge.EdgeSettings.Kind;
import io.rookery.edge.EdgeSettings.Listener;
import io.rookery.edge.FakeAccounts;
import io.rookery.edge.FakeAuthentication;
import io.rookery.edge.FakeDomains;
import io.rookery.edge.FakeNeighbours;
import io.rookery.edge.handover.Place;
import io.rookery.edge.sasl.Decoys;
import io.rookery.edge.stream.StreamFeatures;
import io.rookery.edge.tls.CertificateSource;
import io.rookery.edge.tls.DevelopmentCertificates;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.Tracing;
import io.rookery.xmpp.jid.BareJid;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// An edge on loopback with every kind of listener, over hand-written ports.
public final class RunningEdge implements AutoCloseable {
    public static final String DOMAIN = "acme.test";
    public static final String PASSWORD = "wherefore art thou";

    public final FakeAccounts accounts = new FakeAccounts();
    public final FakeNeighbours neighbours = new FakeNeighbours();
    public final FakeDomains domains = new FakeDomains();
    public final FakeAuthentication authentication = new FakeAuthentication();
    public final Edge edge;
    private final Map<String, InetSocketAddress> bound;

    public RunningEdge() {
        this(EdgeLimits.DEFAULT, DomainLimits.DEFAULT);
    }

    /// One that sends new clients to others when there are more than its share.
    static RunningEdge rebalancing() {
        return new RunningEdge(
                EdgeLimits.DEFAULT,
                DomainLimits.DEFAULT,
                new DevelopmentCertificates(InstantSource.system(), new SecureRandom(), 100),
                EdgeMeter.NONE,
                true);
    }

    public RunningEdge(EdgeLimits limits, DomainLimits domainLimits) {
        this(
                limits,
                domainLimits,
                new DevelopmentCertificates(InstantSource.system(), new SecureRandom(), 100),
                EdgeMeter.NONE);
    }

    public RunningEdge(
            EdgeLimits limits,
            DomainLimits domainLimits,
            CertificateSource certificates,
            EdgeMeter meter) {
        this(limits, domainLimits, certificates, meter, false);
    }

    private RunningEdge(
            EdgeLimits limits,
            DomainLimits domainLimits,
            CertificateSource certificates,
            EdgeMeter meter,
            boolean rebalances) {
        domains.put(FakeDomains.policy(DOMAIN, domainLimits));
        for (String name : List.of("juliet", "romeo", "nurse")) {
            authentication.put(BareJid.parse(name + '@' + DOMAIN), PASSWORD);
        }
        EdgeSettings settings =
                new EdgeSettings(
                        List.of(
                                listener("starttls", Kind.STARTTLS, Engine.JDK),
                                listener("tls", Kind.TLS, Engine.JDK),
                                listener("plain", Kind.PLAIN, Engine.JDK),
                                listener("wss", Kind.WEBSOCKET_TLS, Engine.JDK),
                                listener("ws", Kind.WEBSOCKET, Engine.JDK),
                                listener("boring", Kind.TLS, boringSsl())),
                        2,
                        Set.of("https://app.acme.test"),
                        limits,
                        Place.NONE,
                        rebalances);
        edge =
                new Edge(
                        settings,
                        new EdgePorts(
                                accounts,
                                neighbours,
                                domains,
                                authentication,
                                certificates,
                                StreamFeatures.NONE,
                                new Decoys(new byte[16], 4096),
                                meter,
                                Tracing.NONE,
                                InstantSource.system(),
                                new SecureRandom()));
        bound = edge.start();
    }

    /// BoringSSL where its library is there: tests that are about it say so.
    private static Engine boringSsl() {
        return OpenSsl.isAvailable() ? Engine.BORINGSSL : Engine.JDK;
    }

    private static Listener listener(String name, Kind kind, Engine engine) {
        return new Listener(name, kind, "127.0.0.1", 0, engine);
    }

    /// The port of the listener of this name: `starttls`, `tls`, `plain`, `wss`, `ws`, `boring`.
    public int port(String listener) {
        return Objects.requireNonNull(bound.get(listener)).getPort();
    }

    /// A client without anything sent.
    public RawClient connect(String listener) {
        return new RawClient(port(listener));
    }

    /// A client that is logged in and bound, over the listener without TLS.
    public RawClient session(String name, String resource) {
        RawClient client = connect("plain");
        client.open(DOMAIN);
        client.loginByScram("SCRAM-SHA-1", name, PASSWORD);
        client.open(DOMAIN);
        client.bind(resource);
        return client;
    }

    /// Waits until no socket is open any more.
    public void awaitNoConnections() {
        edge.awaitEmpty(Duration.ofSeconds(10));
        if (edge.connections() > 0) {
            throw new AssertionError(edge.connections() + " connections are left");
        }
    }

    @Override
    public void close() {
        edge.stop(Duration.ofSeconds(5));
    }
}
