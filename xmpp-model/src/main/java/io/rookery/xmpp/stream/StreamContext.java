package io.rookery.xmpp.stream;

import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.error.StreamException;
import io.rookery.xmpp.xml.Namespaces;
import io.rookery.xmpp.xml.Surroundings;
import io.rookery.xmpp.xml.XmlCursor;
import io.rookery.xmpp.xml.XmlException;
import io.rookery.xmpp.xml.XmlInput;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a peer's stream header says about all that follows it (RFC 6120 §4.7 and §4.8).
///
/// Addresses are as the peer wrote them: who negotiates judges them.
public final class StreamContext {

    private final StreamHeader header;
    private final String contentNamespace;
    private final @Nullable Surroundings surroundings;
    private final boolean dialback;

    private StreamContext(
            StreamHeader header,
            String contentNamespace,
            @Nullable Surroundings surroundings,
            boolean dialback) {
        this.header = header;
        this.contentNamespace = contentNamespace;
        this.surroundings = surroundings;
        this.dialback = dialback;
    }

    /// Reads the header that [StreamFramer] found: XML declaration, if any, and start tag.
    ///
    /// @throws StreamException with `bad-format`, `invalid-namespace`, `unsupported-encoding`,
    ///   `not-well-formed` and so on, as RFC 6120 §4.9.3 wants them
    public static StreamContext parse(byte[] header, XmlInput input) {
        try {
            int declaration = XmlDeclaration.length(header);
            byte[] tag = Arrays.copyOfRange(header, declaration, header.length);
            try (XmlCursor cursor = input.document(tag)) {
                if (cursor.next() != XmlCursor.Event.START) {
                    throw badFormat("no start tag");
                }
                return of(cursor);
            }
        } catch (XmlException e) {
            throw StanzaParser.streamException(e);
        }
    }

    private static StreamContext of(XmlCursor cursor) {
        if (!cursor.declaredNamespace().equals(Namespaces.STREAMS)) {
            throw new StreamException(
                    StreamError.Condition.INVALID_NAMESPACE,
                    "the root must be of " + Namespaces.STREAMS);
        }
        if (!cursor.name().equals("stream")) {
            throw badFormat("the root must be a stream");
        }
        Map<String, String> declarations = cursor.declarations();
        String content = declarations.remove("");
        if (content == null) {
            throw invalidContentNamespace();
        }
        switch (content) {
            case Namespaces.CLIENT, Namespaces.SERVER, Namespaces.COMPONENT -> {}
            default -> throw invalidContentNamespace();
        }
        StreamHeader header =
                new StreamHeader(
                        cursor.attribute("to"),
                        cursor.attribute("from"),
                        cursor.attribute("id"),
                        cursor.attribute("version"),
                        cursor.attribute(Namespaces.XML, "lang"));
        return new StreamContext(
                header,
                content,
                Surroundings.of(content, declarations),
                declarations.containsValue(Namespaces.DIALBACK));
    }

    private static StreamException badFormat(String text) {
        return new StreamException(StreamError.Condition.BAD_FORMAT, text);
    }

    private static StreamException invalidContentNamespace() {
        return new StreamException(
                StreamError.Condition.INVALID_NAMESPACE,
                "the default namespace must be a content namespace");
    }

    /// The context of a WebSocket (RFC 7395), where each frame is a document of its own.
    ///
    /// @param open the attributes of the peer's `<open/>`
    public static StreamContext webSocket(StreamHeader open) {
        return new StreamContext(open, Namespaces.CLIENT, null, false);
    }

    /// The context of a WebSocket before its `<open/>` has come.
    public static StreamContext webSocket() {
        return webSocket(StreamHeader.NONE);
    }

    /// The attributes of the header.
    public StreamHeader header() {
        return header;
    }

    /// The namespace of the stream's stanzas: `jabber:client`, `jabber:server` or
    /// `jabber:component:accept`.
    public String contentNamespace() {
        return contentNamespace;
    }

    /// Whether the header declares the namespace of server dialback (XEP-0220 §2.2).
    public boolean isDialback() {
        return dialback;
    }

    XmlCursor open(XmlInput input, byte[] frame) {
        return surroundings == null ? input.document(frame) : input.content(frame, surroundings);
    }
}
