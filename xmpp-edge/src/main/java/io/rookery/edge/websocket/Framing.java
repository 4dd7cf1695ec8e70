package io.rookery.edge.websocket;

import io.rookery.xmpp.stream.StreamHeader;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import java.util.Optional;

/// The elements that stand for stream header and stream end.
public final class Framing {
    /// The subprotocol that client and server agree on (RFC 7395 §3.1).
    public static final String SUBPROTOCOL = "xmpp";

    /// `<close/>`.
    public static final Element CLOSE = Element.of("close", Namespaces.FRAMING);

    private Framing() {}

    /// `<close/>` that sends the client to another endpoint (RFC 7395 §3.6.1).
    public static Element closeTo(String uri) {
        return Element.builder("close", Namespaces.FRAMING).attribute("see-other-uri", uri).build();
    }

    /// Reads `<open/>`; empty when it is something else.
    public static Optional<StreamHeader> header(Element element) {
        return element.is("open", Namespaces.FRAMING)
                ? Optional.of(StreamHeader.parse(element))
                : Optional.empty();
    }

    /// True for `<close/>`.
    public static boolean isClose(Element element) {
        return element.is("close", Namespaces.FRAMING);
    }
}
