package io.rookery.xmpp.stream;

import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import io.rookery.xmpp.xml.Scope;
import io.rookery.xmpp.xml.XmlWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The attributes of a stream header (RFC 6120 §4.7) or of an `<open/>` (RFC 7395 §3.4).
///
/// Addresses are as they were written; null is absent.
public record StreamHeader(
        @Nullable String to,
        @Nullable String from,
        @Nullable String id,
        @Nullable String version,
        @Nullable String lang) {

    /// A header that says nothing.
    public static final StreamHeader NONE = new StreamHeader(null, null, null, null, null);

    private static final byte[] DECLARATION =
            "<?xml version='1.0'?>".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "</stream:stream>".getBytes(StandardCharsets.US_ASCII);

    /// Reads an `<open/>`.
    ///
    /// @throws IllegalArgumentException when `element` is none
    public static StreamHeader parse(Element element) {
        if (!element.is("open", Namespaces.FRAMING)) {
            throw new IllegalArgumentException(
                    "element: " + element.name() + " (expected: open of RFC 7395)");
        }
        return new StreamHeader(
                element.attribute("to"),
                element.attribute("from"),
                element.attribute("id"),
                element.attribute("version"),
                element.lang());
    }

    /// The bytes that open a TCP stream: XML declaration and start tag.
    ///
    /// @param contentNamespace the default namespace, `jabber:client` for clients
    /// @param dialback whether to declare the prefix `db` (XEP-0220 §2.2)
    public byte[] toBytes(String contentNamespace, boolean dialback) {
        XmlWriter writer = new XmlWriter(Scope.DOCUMENT);
        writer.raw(DECLARATION)
                .start("stream", Namespaces.STREAMS)
                .attribute("xmlns", contentNamespace)
                .attribute("xmlns:db", dialback ? Namespaces.DIALBACK : null)
                .attribute("from", from)
                .attribute("to", to)
                .attribute("id", id)
                .attribute("version", version)
                .attribute(Namespaces.XML, "lang", lang)
                .leaveOpen();
        return writer.toBytes();
    }

    /// The bytes that close a TCP stream, in an array of their own.
    public static byte[] end() {
        return END.clone();
    }

    /// The `<open/>` that opens a WebSocket's stream.
    public Element toOpen() {
        return Element.builder("open", Namespaces.FRAMING)
                .attribute("from", from)
                .attribute("to", to)
                .attribute("id", id)
                .attribute("version", version)
                .lang(lang)
                .build();
    }
}
