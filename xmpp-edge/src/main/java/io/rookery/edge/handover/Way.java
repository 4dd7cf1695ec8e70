package io.rookery.edge.handover;

import io.rookery.routing.hop.EdgeNotice;

/// How a client is connected: it is sent only where the same is spoken.
public enum Way {
    /// TCP with STARTTLS.
    START_TLS {
        @Override
        String at(EdgeNotice edge) {
            return edge.startTls();
        }
    },
    /// TLS from the first byte.
    TLS {
        @Override
        String at(EdgeNotice edge) {
            return edge.tls();
        }
    },
    /// A WebSocket.
    WEBSOCKET {
        @Override
        String at(EdgeNotice edge) {
            return edge.webSocket();
        }
    },
    /// TCP in clear, behind a proxy that knows the way.
    CLEAR {
        @Override
        String at(EdgeNotice edge) {
            return "";
        }
    };

    /// Where an edge is reached so; empty: nowhere.
    abstract String at(EdgeNotice edge);
}
