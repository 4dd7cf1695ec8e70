package io.rookery.edge.netty;

import io.rookery.edge.handover.Way;
import io.rookery.xmpp.stream.StanzaParser;

/// Where a connection's input comes from: the handler of its transport.
interface Source {
    /// How the client is connected.
    Way way();

    /// Goes on with input that was held back, until the connection is held again.
    void pump();

    /// Reads what follows as a new stream, under other limits.
    void restart(StanzaParser parser);

    /// Drops every byte received so far and begins the TLS handshake.
    void startTls(String domain);

    /// Asks the peer for a sign of life. True when it must answer.
    boolean ping();

    /// Writes what ends the transport, behind the stream's end. Nothing is flushed.
    void finish();
}
