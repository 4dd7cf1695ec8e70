package io.rookery.xmpp.stanza;

import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import io.rookery.xmpp.xml.Scope;
import io.rookery.xmpp.xml.Surroundings;
import io.rookery.xmpp.xml.XmlCursor;
import io.rookery.xmpp.xml.XmlException;
import io.rookery.xmpp.xml.XmlInput;
import io.rookery.xmpp.xml.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The children of a stanza, as bytes of UTF-8 that stand for themselves.
///
/// The default namespace around the bytes is the content namespace, `jabber:client`: children of
/// that namespace are written without `xmlns`, all others declare theirs, no prefix is left
/// undeclared. So the bytes may be copied into any stanza of any stream, where they take on that
/// stream's content namespace (RFC 6120 §4.8.3). Text between the children is not kept. Equal
/// payloads have equal bytes or equal elements. Immutable.
public final class Payload {

    /// No children.
    public static final Payload EMPTY = new Payload(new byte[0], Marks.NONE);

    private final byte[] bytes;
    private final Marks marks;
    private final @Nullable Trace trace;
    // A race only parses twice; the list is immutable.
    private volatile @Nullable List<Element> parsed;

    private Payload(byte[] bytes, Marks marks) {
        this(bytes, marks, null);
    }

    private Payload(byte[] bytes, Marks marks, @Nullable Trace trace) {
        this.bytes = bytes;
        this.marks = marks;
        this.trace = trace;
    }

    /// A payload of these children.
    public static Payload of(Element... children) {
        return of(List.of(children));
    }

    /// A payload of these children.
    public static Payload of(List<Element> children) {
        return EMPTY.plus(children);
    }

    /// The payload of a stanza of type `error`.
    public static Payload of(StanzaError error) {
        return of(error.toElement());
    }

    /// A payload of one child of the content namespace with text.
    public static Payload text(String name, String text) {
        return of(Element.of(name, Namespaces.CLIENT, text));
    }

    /// A payload of bytes and marks that an equal one gave away before, on this node or another.
    ///
    /// @param bytes trusted to be as [#bytes()] gave them, and not changed any more
    public static Payload of(byte[] bytes, Marks marks) {
        return bytes.length == 0 ? EMPTY : new Payload(bytes, marks);
    }

    /// A payload of what `content` writes, which is then read once for its marks.
    ///
    /// @throws XmlException when that is not well-formed
    public static Payload written(Consumer<XmlWriter> content) {
        XmlWriter writer = new XmlWriter(Scope.CONTENT);
        content.accept(writer);
        return parse(writer.toBytes());
    }

    /// A payload of bytes whose default namespace is `jabber:client`, read once for its marks.
    ///
    /// @throws XmlException when they are not well-formed content
    public static Payload parse(byte[] content) {
        try (XmlCursor cursor = XmlInput.trusted().content(content, Surroundings.CONTENT)) {
            return read(cursor, content.length, Integer.MAX_VALUE);
        }
    }

    /// Reads the children of the element at whose start tag the cursor stands, up to its end tag,
    /// in one pass.
    ///
    /// @param capacity the expected size in bytes
    /// @param maxBytes the most that the payload may grow to when it is made self-contained
    /// @throws XmlException at what XMPP does not take
    public static Payload read(XmlCursor cursor, int capacity, int maxBytes) {
        return MarksReader.read(cursor, capacity, maxBytes);
    }

    /// Whether there are no children.
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /// The size in bytes.
    public int size() {
        return bytes.length;
    }

    /// The bytes themselves, not a copy: whoever changes them breaks this value.
    public byte[] bytes() {
        return bytes;
    }

    /// What was found in the one pass.
    public Marks marks() {
        return marks;
    }

    /// The trace that the stanza is followed in; null for nearly all.
    public @Nullable Trace trace() {
        return trace;
    }

    /// The same children, followed in `trace`, or in none.
    public Payload withTrace(@Nullable Trace followed) {
        return new Payload(bytes, marks, followed);
    }

    /// The children, parsed at the first call.
    public List<Element> elements() {
        List<Element> elements = parsed;
        if (elements == null) {
            elements = isEmpty() ? List.of() : XmlInput.trusted().readContent(bytes);
            parsed = elements;
        }
        return elements;
    }

    /// The first child, or null when there is none.
    public @Nullable Element first() {
        return isEmpty() ? null : elements().getFirst();
    }

    /// The first child of that name, or null when there is none.
    public @Nullable Element child(String name, String namespace) {
        for (Element element : elements()) {
            if (element.is(name, namespace)) {
                return element;
            }
        }
        return null;
    }

    /// The text of the first child of that name, or null when there is none.
    public @Nullable String childText(String name, String namespace) {
        Element child = child(name, namespace);
        return child == null ? null : child.text();
    }

    /// This payload with more children behind; nothing is parsed.
    public Payload plus(Element... children) {
        return plus(List.of(children));
    }

    /// This payload with more children behind; nothing is parsed.
    public Payload plus(List<Element> children) {
        if (children.isEmpty()) {
            return this;
        }
        XmlWriter writer = new XmlWriter(Scope.CONTENT, bytes.length + 128 * children.size());
        writer.raw(bytes);
        MarksReader more = new MarksReader();
        for (Element child : children) {
            child.writeTo(writer);
            more.at(child);
        }
        return new Payload(writer.toBytes(), marks.plus(more.marks()), trace);
    }

    /// This payload without the children that `unwanted` picks.
    public Payload without(Predicate<Element> unwanted) {
        List<Element> kept = new ArrayList<>(elements());
        if (!kept.removeIf(unwanted)) {
            return this;
        }
        Payload rest = of(kept);
        return trace == null ? rest : rest.withTrace(trace);
    }

    /// Copies the children to where the writer stands, within the element of a stanza.
    public void writeTo(XmlWriter writer) {
        writer.raw(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Payload that
                && (Arrays.equals(bytes, that.bytes) || elements().equals(that.elements()));
    }

    @Override
    public int hashCode() {
        return elements().hashCode();
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
