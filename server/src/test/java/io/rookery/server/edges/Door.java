package io.rookery.server.edges;

import io.rookery.server.cluster.Network;
import io.rookery.testkit.net.SocketPipe;
import io.rookery.testkit.net.TcpStream;
import io.rookery.testkit.net.WebSocketStream;
import io.rookery.testkit.net.XmlStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

/// Where clients reach an edge, by one transport.
record Door(Way way, String host, int port) {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /// A transport.
    enum Way {
        /// STARTTLS.
        TCP,
        /// Over TLS.
        WEBSOCKET
    }

    /// Of the edge with this number in a deployment.
    static Door of(Way way, Network network, int edge) {
        return new Door(
                way,
                "127.%d.1.%d".formatted(network.second(), edge),
                (way == Way.TCP ? 5_222 : 5_443) + network.shift());
    }

    /// What `see-other-host`, `location` or `see-other-uri` names.
    static Door named(Way way, String address) {
        return switch (way) {
            case TCP -> {
                int colon = address.lastIndexOf(':');
                yield new Door(
                        way,
                        address.substring(0, colon),
                        Integer.parseInt(address.substring(colon + 1)));
            }
            case WEBSOCKET -> {
                URI uri = URI.create(address);
                yield new Door(way, uri.getHost(), uri.getPort());
            }
        };
    }

    XmlStream open(String domain) {
        SocketPipe pipe = SocketPipe.connect(new InetSocketAddress(host, port));
        return switch (way) {
            case TCP -> new TcpStream(pipe);
            case WEBSOCKET -> {
                pipe.secure(domain);
                yield WebSocketStream.upgrade(pipe, domain, "/ws", PATIENCE);
            }
        };
    }
}
