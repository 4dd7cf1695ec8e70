package io.rookery.testkit.net;

import io.rookery.xmpp.xml.Element;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Reads XML with the JDK's own reader, so that nothing is proved with our parser on both ends.
public final class Xml {
    private static final String HEAD =
            "<x xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
    private static final XMLInputFactory FACTORY = factory();

    private Xml() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /// The elements of `content`, whose default namespace is `jabber:client` and in which the
    /// prefix `stream` is declared.
    ///
    /// @throws IllegalArgumentException when it is not well-formed
    public static List<Element> content(String content) {
        return children(HEAD + content + "</x>");
    }

    /// The children of a document's root.
    ///
    /// @throws IllegalArgumentException when it is not well-formed
    public static List<Element> children(String document) {
        return read(document).children();
    }

    /// The root of a document.
    ///
    /// @throws IllegalArgumentException when it is not well-formed
    public static Element read(String document) {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(document));
            Deque<Element.Builder> open = new ArrayDeque<>();
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> open.push(start(reader));
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                        if (!open.isEmpty()) {
                            open.peek().text(reader.getText());
                        }
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        Element done = open.pop().build();
                        if (open.isEmpty()) {
                            return done;
                        }
                        open.peek().child(done);
                    }
                    default -> {}
                }
            }
            throw new IllegalArgumentException("xml: " + document + " (expected: an element)");
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("xml: " + document + " (expected: well-formed)", e);
        }
    }

    private static Element.Builder start(XMLStreamReader reader) {
        Element.Builder builder =
                Element.builder(reader.getLocalName(), text(reader.getNamespaceURI()));
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            builder.attribute(
                    text(reader.getAttributeNamespace(i)),
                    reader.getAttributeLocalName(i),
                    reader.getAttributeValue(i));
        }
        return builder;
    }

    // NullAway: the JDK's reader gives null for no namespace.
    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /// The same elements without white space between children.
    public static Element tidied(Element element) {
        List<Element> children = element.children();
        Element.Builder tidy = Element.builder(element.name(), element.namespace());
        element.attributes().forEach(a -> tidy.attribute(a.namespace(), a.name(), a.value()));
        if (children.isEmpty()) {
            return tidy.text(element.text()).build();
        }
        if (!element.text().isBlank()) {
            tidy.text(element.text().strip());
        }
        List<Element> tidied = new ArrayList<>();
        children.forEach(child -> tidied.add(tidied(child)));
        return tidy.children(tidied).build();
    }
}
