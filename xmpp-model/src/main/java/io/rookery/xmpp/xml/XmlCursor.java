package io.rookery.xmpp.xml;

import com.ctc.wstx.exc.WstxException;
import com.ctc.wstx.exc.WstxIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLStreamReader2;
import org.jspecify.annotations.Nullable;

/// Goes through a frame once, from tag to tag, and stops at the first thing XMPP does not take.
///
/// Every method throws [XmlException] for that. Not thread-safe.
public final class XmlCursor implements AutoCloseable {

    /// Where a cursor stands.
    public enum Event {
        /// At a start tag.
        START,
        /// At character data, whole up to the next tag.
        TEXT,
        /// At an end tag.
        END,
        /// Past the last tag.
        DONE
    }

    private final XMLStreamReader2 reader;
    private final Limits limits;
    private final String contentNamespace;
    private int depth;
    private int elements;

    /// @param roots how many elements around the content are ours, and passed over
    XmlCursor(XMLStreamReader2 reader, Limits limits, String contentNamespace, int roots) {
        this.reader = reader;
        this.limits = limits;
        this.contentNamespace = contentNamespace;
        try {
            for (int i = 0; i < roots; i++) {
                reader.next();
            }
        } catch (XMLStreamException e) {
            throw translated(e);
        }
    }

    /// Moves on to the next tag or text.
    public Event next() {
        try {
            while (true) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        depth++;
                        checkElement();
                        return Event.START;
                    }
                    case XMLStreamConstants.CHARACTERS,
                            XMLStreamConstants.CDATA,
                            XMLStreamConstants.SPACE -> {
                        return Event.TEXT;
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        if (--depth >= 0) {
                            return Event.END;
                        }
                    }
                    case XMLStreamConstants.END_DOCUMENT -> {
                        return Event.DONE;
                    }
                    default ->
                            throw new XmlException(
                                    XmlException.Fault.RESTRICTED,
                                    "markup: DTD, comment, instruction or entity (expected: none)");
                }
            }
        } catch (XMLStreamException e) {
            throw translated(e);
        }
    }

    /// How many elements are open, the one at whose start the cursor stands included.
    public int depth() {
        return depth;
    }

    /// The local name, at a start tag.
    public String name() {
        return reader.getLocalName();
    }

    /// The namespace, at a start tag; that of the stream's content is always `jabber:client`.
    public String namespace() {
        String namespace = declaredNamespace();
        return namespace.equals(contentNamespace) ? Namespaces.CLIENT : namespace;
    }

    /// The namespace as the sender named it, at a start tag.
    public String declaredNamespace() {
        String namespace = reader.getNamespaceURI();
        return namespace == null ? "" : namespace;
    }

    /// Whether the element at whose start the cursor stands is of the stream's content namespace.
    public boolean isContent() {
        return declaredNamespace().equals(contentNamespace);
    }

    /// The value of the attribute without prefix, at a start tag, or null when absent.
    public @Nullable String attribute(String name) {
        return attribute("", name);
    }

    /// The value of an attribute, at a start tag, or null when absent.
    public @Nullable String attribute(String namespace, String name) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (name.equals(reader.getAttributeLocalName(i))
                    && namespace.equals(attributeNamespace(i))) {
                return reader.getAttributeValue(i);
            }
        }
        return null;
    }

    private String attributeNamespace(int i) {
        String namespace = reader.getAttributeNamespace(i);
        return namespace == null ? "" : namespace;
    }

    /// The prefixes that this start tag declares, the default namespace under the empty prefix.
    public Map<String, String> declarations() {
        Map<String, String> declarations = new LinkedHashMap<>();
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            String prefix = reader.getNamespacePrefix(i);
            String namespace = reader.getNamespaceURI(i);
            declarations.put(prefix == null ? "" : prefix, namespace == null ? "" : namespace);
        }
        return declarations;
    }

    /// The characters at text; valid from [#textStart()] for [#textLength()], until the next move.
    public char[] textChars() {
        return reader.getTextCharacters();
    }

    /// Where the text begins in [#textChars()].
    public int textStart() {
        return reader.getTextStart();
    }

    /// How many characters the text has.
    public int textLength() {
        return reader.getTextLength();
    }

    /// Reads the element at whose start tag the cursor stands, up to its end tag.
    public Element readElement() {
        Element.Builder builder = Element.builderOf(name(), namespace());
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            builder.add(
                    new Attribute(
                            attributeNamespace(i),
                            reader.getAttributeLocalName(i),
                            reader.getAttributeValue(i)));
        }
        while (true) {
            switch (next()) {
                case START -> builder.child(readElement());
                case TEXT -> builder.text(reader.getText());
                case END, DONE -> {
                    return builder.build();
                }
            }
        }
    }

    /// Writes the start tag at which the cursor stands, self-contained.
    public void copyStart(XmlWriter writer) {
        writer.start(name(), namespace());
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            writer.attribute(
                    attributeNamespace(i),
                    reader.getAttributeLocalName(i),
                    reader.getAttributeValue(i));
        }
    }

    /// Writes the text at which the cursor stands.
    public void copyText(XmlWriter writer) {
        writer.text(textChars(), textStart(), textLength());
    }

    /// Gives the parser's buffers back.
    @Override
    public void close() {
        try {
            reader.close();
        } catch (XMLStreamException e) {
            throw translated(e);
        }
    }

    private void checkElement() {
        elements++;
        limit("elements", elements, limits.maxElements());
        limit("depth", depth, limits.maxDepth());
        checkName(reader.getPrefix(), reader.getLocalName());
        int declarations = reader.getNamespaceCount();
        limit("declarations", declarations, limits.maxAttributes());
        for (int i = 0; i < declarations; i++) {
            String namespace = reader.getNamespaceURI(i);
            limit(
                    "namespace",
                    namespace == null ? 0 : namespace.length(),
                    limits.maxNamespaceChars());
        }
        int attributes = reader.getAttributeCount();
        limit("attributes", attributes, limits.maxAttributes());
        for (int i = 0; i < attributes; i++) {
            checkName(reader.getAttributePrefix(i), reader.getAttributeLocalName(i));
            limit("attribute", reader.getAttributeValue(i).length(), limits.maxAttributeChars());
        }
    }

    private void checkName(@Nullable String prefix, String local) {
        int chars = local.length() + (prefix == null ? 0 : prefix.length());
        limit("name", chars, limits.maxNameChars());
    }

    private static void limit(String name, int value, int max) {
        if (value > max) {
            throw XmlException.limit(name, value, max);
        }
    }

    /// Says which rule of XMPP the parser's complaint stands for.
    static XmlException translated(XMLStreamException e) {
        XmlException.Fault fault =
                switch (e) {
                    case XmlInput.EntityRefused _ -> XmlException.Fault.RESTRICTED;
                    case WstxIOException _ -> XmlException.Fault.ENCODING;
                    case WstxException w when isUndeclaredPrefix(w) ->
                            XmlException.Fault.UNDECLARED_PREFIX;
                    case WstxException _ -> XmlException.Fault.NOT_WELL_FORMED;
                    // Only the parser's own limits come as the plain exception.
                    default -> XmlException.Fault.LIMIT;
                };
        return new XmlException(fault, "xml: " + firstLine(e) + " (expected: XML as XMPP has it)");
    }

    private static boolean isUndeclaredPrefix(WstxException e) {
        return firstLine(e).startsWith("Undeclared namespace prefix");
    }

    private static String firstLine(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
