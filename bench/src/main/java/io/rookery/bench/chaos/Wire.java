package io.rookery.bench.chaos;

import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import io.rookery.xmpp.xml.XmlException;
import java.io.IOException;

/// A connection that carries elements in both directions. One thread receives; any may send.
interface Wire extends AutoCloseable {
    /// What a stream's elements stand in.
    String ROOT =
            "<stream:stream xmlns='"
                    + Namespaces.CLIENT
                    + "' xmlns:stream='"
                    + Namespaces.STREAMS
                    + "'>";

    /// Begins a stream, at first or after authentication.
    void open(String domain) throws IOException;

    /// Sends elements as they are.
    void send(String xml) throws IOException;

    /// Waits for the next element.
    ///
    /// @throws IOException when the connection has ended, or nothing came for as long as is allowed
    Element receive() throws IOException;

    /// How long [#receive()] waits.
    void patience(int millis) throws IOException;

    /// Protects what follows by TLS, as STARTTLS asks for.
    void secure() throws IOException;

    /// Ends the stream in order, as far as the server lets it.
    void end();

    /// Ends the connection.
    @Override
    void close();

    /// Reads an element that stood in a stream.
    static Element element(String frame) throws IOException {
        try {
            Element found = Element.parse(ROOT + frame + "</stream:stream>").firstChild();
            if (found == null) {
                throw new IOException("an element was expected: " + frame);
            }
            return found;
        } catch (XmlException e) {
            throw new IOException("not well-formed: " + frame, e);
        }
    }
}
