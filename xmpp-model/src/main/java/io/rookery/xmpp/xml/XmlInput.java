package io.rookery.xmpp.xml;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLResolver;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;
import org.codehaus.stax2.io.Stax2ByteArraySource;

/// Opens bytes for reading under one set of [Limits]; made once and shared by all threads.
public final class XmlInput {

    private static final XmlInput TRUSTED = new XmlInput(Limits.trusted());

    private final Limits limits;
    private final WstxInputFactory factory;

    /// An input that holds every frame to `limits`.
    public XmlInput(Limits limits) {
        this.limits = limits;
        this.factory = factory(limits);
    }

    /// The input for bytes of our own writing.
    public static XmlInput trusted() {
        return TRUSTED;
    }

    /// What frames are held to.
    public Limits limits() {
        return limits;
    }

    /// Opens one element that is a document of its own, without XML declaration.
    ///
    /// @throws XmlException when the bytes cannot be such a document
    public XmlCursor document(byte[] frame) {
        check(frame);
        // Before the parser could take an encoding or XML 1.1 from a declaration.
        if (frame.length > 1 && frame[0] == '<' && frame[1] == '?') {
            throw new XmlException(
                    XmlException.Fault.RESTRICTED, "document: declaration (expected: an element)");
        }
        return new XmlCursor(reader(frame), limits, Namespaces.CLIENT, 0);
    }

    /// Opens content whose namespaces are partly declared around it.
    ///
    /// @throws XmlException when the bytes cannot be such content
    public XmlCursor content(byte[] content, Surroundings surroundings) {
        check(content);
        byte[] whole = surroundings.around(content);
        return new XmlCursor(reader(whole), limits, surroundings.contentNamespace(), 1);
    }

    /// Reads one element that is a document of its own.
    ///
    /// @throws XmlException when it is not
    public Element readDocument(String xml) {
        try (XmlCursor cursor = document(xml.getBytes(StandardCharsets.UTF_8))) {
            cursor.next();
            Element element = cursor.readElement();
            cursor.next();
            return element;
        }
    }

    /// Reads the elements of a stanza's content, whose default namespace is `jabber:client`; text
    /// between them is left out.
    ///
    /// @throws XmlException when it is not well-formed
    public List<Element> readContent(byte[] content) {
        List<Element> elements = new ArrayList<>();
        try (XmlCursor cursor = content(content, Surroundings.CONTENT)) {
            while (true) {
                switch (cursor.next()) {
                    case START -> elements.add(cursor.readElement());
                    case TEXT, END -> {}
                    case DONE -> {
                        return List.copyOf(elements);
                    }
                }
            }
        }
    }

    private void check(byte[] frame) {
        if (frame.length > limits.maxFrameBytes()) {
            throw XmlException.limit("frame", frame.length, limits.maxFrameBytes());
        }
        Utf8.check(frame, 0, frame.length);
    }

    private XMLStreamReader2 reader(byte[] bytes) {
        try {
            return (XMLStreamReader2)
                    factory.createXMLStreamReader(new Stax2ByteArraySource(bytes, 0, bytes.length));
        } catch (XMLStreamException e) {
            throw XmlCursor.translated(e);
        }
    }

    private static WstxInputFactory factory(Limits limits) {
        WstxInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        factory.setProperty(XMLInputFactory2.P_PRESERVE_LOCATION, false);
        // Names of strangers have no place in the JVM's table of strings.
        factory.setProperty(XMLInputFactory2.P_INTERN_NAMES, false);
        factory.setProperty(XMLInputFactory2.P_INTERN_NS_URIS, false);
        XMLResolver refusal =
                (publicId, systemId, base, name) -> {
                    throw new EntityRefused(name);
                };
        factory.setProperty(WstxInputProperties.P_UNDECLARED_ENTITY_RESOLVER, refusal);
        // The cursor checks the same limits exactly; these stop the parser before it has built
        // what the cursor would refuse.
        factory.setProperty(
                WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, 2 * limits.maxAttributes());
        factory.setProperty(
                WstxInputProperties.P_MAX_ATTRIBUTE_SIZE,
                Math.max(limits.maxAttributeChars(), limits.maxNamespaceChars()) + 1);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, limits.maxDepth() + 2);
        return factory;
    }

    /// Tells a reference to an entity that nobody may declare from other faults.
    static final class EntityRefused extends XMLStreamException {
        private static final long serialVersionUID = 1L;

        EntityRefused(String name) {
            super("entity: " + name);
        }
    }
}
