package io.rookery.edge;

import io.rookery.edge.handover.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;

/// How an edge listens.
///
/// @param threads event loops; 0 for one a core
/// @param webSocketOrigins values of `Origin` that browsers may connect from (RFC 6454); `*` admits
///   all. A client that sends no `Origin` is no browser and always admitted
/// @param place where clients of other edges are sent
/// @param rebalances whether new clients are sent to others when there are more than its share
public record EdgeSettings(
        List<Listener> listeners,
        int threads,
        Set<String> webSocketOrigins,
        EdgeLimits limits,
        Place place,
        boolean rebalances) {

    /// The usual ports: 5222 (STARTTLS), 5223 (TLS), 5443 (WebSocket over TLS) on all addresses,
    /// and 5280 (WebSocket without TLS) on loopback.
    public static final EdgeSettings DEFAULT =
            new EdgeSettings(
                    List.of(
                            new Listener("c2s", Kind.STARTTLS, "0.0.0.0", 5222, Engine.JDK),
                            new Listener("c2s-tls", Kind.TLS, "0.0.0.0", 5223, Engine.JDK),
                            new Listener("wss", Kind.WEBSOCKET_TLS, "0.0.0.0", 5443, Engine.JDK),
                            new Listener("ws", Kind.WEBSOCKET, "127.0.0.1", 5280, Engine.JDK)),
                    0,
                    Set.of("*"),
                    EdgeLimits.DEFAULT,
                    Place.NONE,
                    false);

    public EdgeSettings {
        listeners = List.copyOf(listeners);
        webSocketOrigins = Set.copyOf(webSocketOrigins);
    }

    /// What a listener speaks.
    public enum Kind {
        /// TCP that must be upgraded (RFC 6120 §5).
        STARTTLS,
        /// TLS from the first byte (XEP-0368), ALPN `xmpp-client`.
        TLS,
        /// TCP without TLS, on loopback only.
        PLAIN,
        /// WebSocket (RFC 7395) over TLS.
        WEBSOCKET_TLS,
        /// WebSocket without TLS, on loopback only.
        WEBSOCKET;

        /// True when it goes without TLS to the end.
        public boolean isClear() {
            return this == PLAIN || this == WEBSOCKET;
        }
    }

    /// Who does TLS (docs/adr/0003-tls-engine.md).
    public enum Engine {
        /// The JDK's engine: can export keying material, so `tls-exporter` is offered.
        JDK,
        /// BoringSSL by netty-tcnative, when it is on the class path: less memory and CPU a
        /// connection, no `tls-exporter`.
        BORINGSSL
    }

    /// One listening socket.
    ///
    /// @param name for logs and metrics
    /// @param port 0 takes any
    public record Listener(String name, Kind kind, String host, int port, Engine engine) {
        public Listener {
            if (kind.isClear() && !isLoopback(host)) {
                throw new IllegalArgumentException(
                        "host: " + host + " (expected: a loopback address, without TLS)");
            }
        }

        private static boolean isLoopback(String host) {
            try {
                return InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException e) {
                return false;
            }
        }
    }
}
