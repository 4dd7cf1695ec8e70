package io.rookery.xmpp.xml;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The namespaces that are in scope around a frame, as a start tag that the reader is fed first.
///
/// Bytes are prepared once and shared by all frames of a stream.
public final class Surroundings {

    /// What is around the children of a stanza: the default namespace is `jabber:client`.
    public static final Surroundings CONTENT = make(Namespaces.CLIENT, Map.of());

    private static final Map<String, String> STREAM_PREFIX = Map.of("stream", Namespaces.STREAMS);
    private static final Surroundings USUAL_CLIENT = make(Namespaces.CLIENT, STREAM_PREFIX);
    private static final Surroundings USUAL_SERVER = make(Namespaces.SERVER, STREAM_PREFIX);

    static final byte[] END = "</r>".getBytes(StandardCharsets.US_ASCII);

    private final String contentNamespace;
    private final byte[] start;

    private Surroundings(String contentNamespace, byte[] start) {
        this.contentNamespace = contentNamespace;
        this.start = start;
    }

    /// The scope within a stream's root.
    ///
    /// @param contentNamespace the default namespace of the root
    /// @param prefixes all prefixes that the root declares, with their namespaces
    public static Surroundings of(String contentNamespace, Map<String, String> prefixes) {
        if (prefixes.equals(STREAM_PREFIX)) {
            if (contentNamespace.equals(Namespaces.CLIENT)) {
                return USUAL_CLIENT;
            }
            if (contentNamespace.equals(Namespaces.SERVER)) {
                return USUAL_SERVER;
            }
        }
        return make(contentNamespace, prefixes);
    }

    private static Surroundings make(String contentNamespace, Map<String, String> prefixes) {
        XmlWriter writer = new XmlWriter(Scope.DOCUMENT);
        writer.start("r", contentNamespace);
        prefixes.forEach((prefix, name) -> writer.attribute("xmlns:" + prefix, name));
        writer.leaveOpen();
        return new Surroundings(contentNamespace, writer.toBytes());
    }

    String contentNamespace() {
        return contentNamespace;
    }

    /// The frame with a root around it.
    byte[] around(byte[] frame) {
        byte[] whole = new byte[start.length + frame.length + END.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(frame, 0, whole, start.length, frame.length);
        System.arraycopy(END, 0, whole, start.length + frame.length, END.length);
        return whole;
    }
}
