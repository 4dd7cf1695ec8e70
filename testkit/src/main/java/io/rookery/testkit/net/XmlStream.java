package io.rookery.testkit.net;

import io.rookery.xmpp.xml.Element;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A client's side of an XMPP stream, TCP's or a WebSocket's. One thread.
public interface XmlStream {
    /// The namespace of stream headers, features and errors.
    String STREAMS = "http://etherx.jabber.org/streams";

    /// Sends a stream header to `domain`, or `<open/>`.
    void open(String domain);

    /// Expects a new stream header from the server, as after TLS and SASL.
    void restart();

    /// Sends text as it is: one element, or something worse.
    void send(String text);

    /// Closes the stream.
    void end();

    /// The next that came, waiting at most `most`: an element, the header as an element `stream` of
    /// [#STREAMS] (`<open/>` of a WebSocket comes as itself), null when there is none.
    @Nullable Element next(Duration most);

    /// Whether the server has closed the stream or the connection, and nothing is left to read.
    boolean isOver();

    /// Where its bytes go.
    Pipe pipe();
}
