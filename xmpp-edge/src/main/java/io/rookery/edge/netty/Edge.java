package io.rookery.edge.netty;

import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.util.concurrent.EventExecutor;
import io.rookery.edge.EdgePorts;
import io.rookery.edge.EdgeSettings;
import io.rookery.edge.EdgeSettings.Engine;
import io.rookery.edge.EdgeSettings.Listener;
import io.rookery.edge.session.Session;
import io.rookery.edge.usage.Sessions;
import io.rookery.edge.websocket.OriginPolicy;
import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.routing.port.watch.SessionsWanted;
import io.rookery.xmpp.error.StreamError;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The edge: listens for clients until it is stopped. Started once, stopped once.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
public final class Edge {
    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
    private static final String XMPP = "xmpp-client";
    private static final String HTTP = "http/1.1";

    /// How often the other edges are told how it is here.
    private static final Duration TELLING = Duration.ofSeconds(1);

    private final EdgeSettings settings;
    private final EdgePorts ports;
    private final Kernel kernel;
    private final Transport transport;
    private final List<Channel> listening = new ArrayList<>();
    private final Drain drain;
    private DomainDirectory.@Nullable Subscription changes;

    public Edge(EdgeSettings settings, EdgePorts ports) {
        this.settings = settings;
        this.ports = ports;
        this.kernel = Kernel.of(ports, settings.limits(), settings.place(), settings.rebalances());
        this.transport = new Transport(settings.threads());
        this.drain = new Drain(kernel.detour(), kernel.connections(), transport.acceptors().next());
    }

    /// Begins to listen, on all addresses or on none.
    ///
    /// @return the bound addresses by listener's name
    /// @throws IllegalStateException when an address cannot be bound, or a TLS engine not loaded;
    ///   says which
    public Map<String, InetSocketAddress> start() {
        for (Listener listener : settings.listeners()) {
            if (!listener.kind().isClear()) {
                requireEngine(listener.engine());
            }
        }
        changes = ports.domains().onChange(this::changed);
        Admission admission = new Admission(settings.limits().crowd());
        OriginPolicy origins = new OriginPolicy(settings.webSocketOrigins());
        Map<String, TlsContexts> contexts = new HashMap<>();
        Map<String, InetSocketAddress> bound = new LinkedHashMap<>();
        for (Listener listener : settings.listeners()) {
            Acceptor acceptor =
                    new Acceptor(listener, kernel, admission, origins, tls(listener, contexts));
            Channel channel = bind(listener, acceptor);
            listening.add(channel);
            bound.put(listener.name(), (InetSocketAddress) channel.localAddress());
            LOG.info("listening for {} on {}", listener.kind(), channel.localAddress());
        }
        transport
                .acceptors()
                .scheduleAtFixedRate(
                        kernel.detour()::tell, 0, TELLING.toMillis(), TimeUnit.MILLISECONDS);
        return bound;
    }

    /// Sees that a TLS engine is there, before anything is started.
    ///
    /// @throws IllegalStateException when it cannot be loaded; says why in one line
    public static void requireEngine(Engine engine) {
        if (engine == Engine.BORINGSSL && !OpenSsl.isAvailable()) {
            String why = String.valueOf(OpenSsl.unavailabilityCause());
            throw new IllegalStateException(
                    "BoringSSL cannot be loaded (expected: netty-tcnative-boringssl-static of this"
                            + " platform on the class path): "
                            + why.lines().findFirst().orElse(""),
                    OpenSsl.unavailabilityCause());
        }
    }

    private @Nullable TlsContexts tls(Listener listener, Map<String, TlsContexts> contexts) {
        String protocol =
                switch (listener.kind()) {
                    case STARTTLS, TLS -> XMPP;
                    case WEBSOCKET_TLS -> HTTP;
                    case PLAIN, WEBSOCKET -> "";
                };
        if (protocol.isEmpty()) {
            return null;
        }
        Engine engine = listener.engine();
        return contexts.computeIfAbsent(
                engine + " " + protocol,
                key ->
                        new TlsContexts(
                                ports.certificates(),
                                engine,
                                protocol,
                                settings.limits().tlsContexts()));
    }

    private Channel bind(Listener listener, Acceptor acceptor) {
        var binding =
                transport
                        .bootstrap(settings.limits())
                        .childHandler(acceptor)
                        .bind(listener.host(), listener.port())
                        .awaitUninterruptibly();
        if (binding.isSuccess()) {
            return binding.channel();
        }
        stop(Duration.ZERO);
        Throwable cause = binding.cause();
        String expected =
                cause instanceof BindException
                        ? "an address of this machine that nobody else listens on"
                        : "an address";
        throw new IllegalStateException(
                "listener "
                        + listener.name()
                        + ": "
                        + listener.host()
                        + ':'
                        + listener.port()
                        + " (expected: "
                        + expected
                        + ")",
                cause);
    }

    /// How many clients are connected.
    public int connections() {
        return kernel.connections().size();
    }

    /// The connected sessions that are wanted, in the order of their addresses. Looks at every
    /// connection: for operators.
    public CompletionStage<List<SeenSession>> connected(SessionsWanted wanted) {
        return Roll.call(kernel.connections(), wanted);
    }

    /// Domains that have as many sessions on this edge as they may, in the order of their names.
    public List<String> fullDomains() {
        return kernel.sessions().counts().entrySet().stream()
                .filter(each ->
                        ports.domains()
                                .cached(each.getKey())
                                .filter(policy -> each.getValue() >= policy.limits().sessions())
                                .isPresent())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /// Whose sessions are connected, for sampling.
    public Sessions sessions() {
        return kernel.usage();
    }

    /// How much of their windows sessions use.
    ///
    /// @param unconfirmed stanzas from clients that accounts have not confirmed
    /// @param untaken stanzas that clients have not taken
    /// @param fullest the most that one session has unconfirmed
    public record Windows(long unconfirmed, long untaken, long fullest) {}

    /// The use of windows at this moment. Looks at every connection: for reports, not for
    /// decisions.
    public Windows windows() {
        long unconfirmed = 0;
        long untaken = 0;
        long fullest = 0;
        for (Connection connection : kernel.connections()) {
            Session session = connection.session();
            if (session != null) {
                unconfirmed += session.unconfirmed();
                untaken += session.untaken();
                fullest = Math.max(fullest, session.unconfirmed());
            }
        }
        return new Windows(unconfirmed, untaken, fullest);
    }

    /// Completes when every thread that serves clients has come round once.
    public CompletionStage<Void> pulse() {
        List<CompletableFuture<?>> loops = new ArrayList<>();
        for (EventExecutor loop : transport.workers()) {
            loops.add(CompletableFuture.runAsync(() -> {}, loop));
        }
        return CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new));
    }

    /// How far a drain is.
    ///
    /// @param draining nobody new is taken
    /// @param moving sessions are being sent to other edges
    /// @param moved sessions sent so far
    /// @param left sessions here
    /// @param elsewhere edges that take clients
    public record Draining(boolean draining, boolean moving, int moved, int left, int elsewhere) {}

    /// Takes no new clients, and sends those that are here to other edges: `see-other-host` (RFC
    /// 6120 §4.9.3.19), `see-other-uri` (RFC 7395 §3.6.1), or `system-shutdown` where there is no
    /// other edge. Their sessions wait to be resumed there.
    ///
    /// @param rate sessions a second, at least 1
    /// @param most how long sessions are sent away; nobody new is taken until [#undrain]
    public void drain(int rate, Duration most) {
        drain.begin(rate, most);
    }

    /// Takes clients again.
    public void undrain() {
        drain.callOff();
    }

    /// How far the drain is.
    public Draining draining() {
        return drain.progress();
    }

    /// Stops listening, sends every client to another edge or tells it `system-shutdown`, and waits
    /// at most `grace` for them to go. Sessions are detached, so that clients resume them on
    /// another edge.
    public void stop(Duration grace) {
        if (changes != null) {
            changes.close();
        }
        kernel.detour().draining(true);
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        kernel.connections().forEach(connection -> connection.execute(connection::move));
        awaitEmpty(grace);
        transport.acceptors().shutdownGracefully(0, 1, TimeUnit.SECONDS);
        transport
                .workers()
                .shutdownGracefully(0, 1, TimeUnit.SECONDS)
                .awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    /// Waits at most `grace` for those connected now to go.
    void awaitEmpty(Duration grace) {
        CompletableFuture<?>[] closed =
                kernel.connections().stream()
                        .map(Connection::closed)
                        .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(closed).get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.info("{} clients did not close in {}", connections(), grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("closing: failed (expected: never)", e);
        }
    }

    /// A suspended domain's clients go (RFC 6120 §4.9.3.5).
    private void changed(DomainPolicy policy) {
        if (policy.active()) {
            return;
        }
        StreamError gone = StreamError.of(StreamError.Condition.HOST_GONE);
        for (Connection connection : kernel.connections()) {
            connection.execute(() -> {
                if (policy.domain().equals(connection.domain())) {
                    connection.fail(gone);
                }
            });
        }
    }
}
