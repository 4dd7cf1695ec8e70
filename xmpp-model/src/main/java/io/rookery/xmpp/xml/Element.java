package io.rookery.xmpp.xml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An immutable XML element.
///
/// Two elements are equal when their infosets are: prefixes and the order of attributes do not
/// matter, white space does.
public final class Element implements Node {

    private final String name;
    private final String namespace;
    private final List<Attribute> attributes;
    private final List<Node> nodes;

    private Element(Builder builder) {
        this.name = builder.name;
        this.namespace = builder.namespace;
        this.attributes = List.copyOf(builder.attributes);
        this.nodes = List.copyOf(builder.nodes);
    }

    /// An element without attributes and content.
    ///
    /// @throws IllegalArgumentException when `name` is not an XML name without colon
    public static Element of(String name, String namespace) {
        return builder(name, namespace).build();
    }

    /// An element with text and nothing else.
    ///
    /// @throws IllegalArgumentException when `name` is not an XML name without colon
    public static Element of(String name, String namespace, String text) {
        return builder(name, namespace).text(text).build();
    }

    /// Begins an element.
    ///
    /// @throws IllegalArgumentException when `name` is not an XML name without colon
    public static Builder builder(String name, String namespace) {
        return new Builder(XmlNames.checked(name), namespace);
    }

    /// Begins an element whose name a parser has checked.
    static Builder builderOf(String name, String namespace) {
        return new Builder(name, namespace);
    }

    /// Reads one element from a document of its own, within the limits of [Limits#trusted()].
    ///
    /// @throws XmlException when it is not well-formed or holds what XMPP forbids
    public static Element parse(String xml) {
        return XmlInput.trusted().readDocument(xml);
    }

    /// The local name.
    public String name() {
        return name;
    }

    /// The namespace name, empty when there is none.
    public String namespace() {
        return namespace;
    }

    /// Whether the element has this name in this namespace.
    public boolean is(String name, String namespace) {
        return this.name.equals(name) && this.namespace.equals(namespace);
    }

    /// All attributes, in the order in which they were written.
    public List<Attribute> attributes() {
        return attributes;
    }

    /// The value of the attribute without prefix, or null when absent.
    public @Nullable String attribute(String name) {
        return attribute("", name);
    }

    /// The value of an attribute, or null when absent.
    public @Nullable String attribute(String namespace, String name) {
        for (Attribute attribute : attributes) {
            if (attribute.name().equals(name) && attribute.namespace().equals(namespace)) {
                return attribute.value();
            }
        }
        return null;
    }

    /// The `xml:lang` of this element itself, or null when absent.
    public @Nullable String lang() {
        return attribute(Namespaces.XML, "lang");
    }

    /// Elements and text, in document order.
    public List<Node> nodes() {
        return nodes;
    }

    /// The child elements, in document order.
    public List<Element> children() {
        List<Element> children = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            if (node instanceof Element child) {
                children.add(child);
            }
        }
        return children;
    }

    /// The child elements of one name.
    public List<Element> children(String name, String namespace) {
        List<Element> children = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            if (node instanceof Element child && child.is(name, namespace)) {
                children.add(child);
            }
        }
        return children;
    }

    /// The first child element, or null when there is none.
    public @Nullable Element firstChild() {
        for (Node node : nodes) {
            if (node instanceof Element child) {
                return child;
            }
        }
        return null;
    }

    /// The first child element of that name, or null when there is none.
    public @Nullable Element child(String name, String namespace) {
        for (Node node : nodes) {
            if (node instanceof Element child && child.is(name, namespace)) {
                return child;
            }
        }
        return null;
    }

    /// The first child element of that name in this element's namespace, or null.
    public @Nullable Element child(String name) {
        return child(name, namespace);
    }

    /// The text of the first child of that name in this element's namespace, or null.
    public @Nullable String childText(String name) {
        Element child = child(name);
        return child == null ? null : child.text();
    }

    /// The text directly within this element, without that of its children.
    public String text() {
        if (nodes.isEmpty()) {
            return "";
        }
        if (nodes.size() == 1 && nodes.getFirst() instanceof Text(String only)) {
            return only;
        }
        StringBuilder text = new StringBuilder();
        for (Node node : nodes) {
            if (node instanceof Text(String value)) {
                text.append(value);
            }
        }
        return text.toString();
    }

    /// A builder that begins as this element.
    public Builder toBuilder() {
        Builder builder = new Builder(name, namespace);
        builder.attributes.addAll(attributes);
        builder.nodes.addAll(nodes);
        return builder;
    }

    /// Writes this element where the writer stands.
    public void writeTo(XmlWriter writer) {
        writer.start(name, namespace);
        for (Attribute attribute : attributes) {
            writer.attribute(attribute.namespace(), attribute.name(), attribute.value());
        }
        for (Node node : nodes) {
            switch (node) {
                case Element child -> child.writeTo(writer);
                case Text(String value) -> writer.text(value);
            }
        }
        writer.end();
    }

    /// This element as a document of its own.
    public String toXml() {
        XmlWriter writer = new XmlWriter(Scope.DOCUMENT);
        writeTo(writer);
        return writer.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Element that)
                || !is(that.name, that.namespace)
                || attributes.size() != that.attributes.size()
                || !nodes.equals(that.nodes)) {
            return false;
        }
        for (Attribute attribute : attributes) {
            if (!that.attributes.contains(attribute)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + nodes.hashCode();
    }

    @Override
    public String toString() {
        return toXml();
    }

    /// Collects attributes and content of an element; used once, by one thread.
    public static final class Builder {

        private final String name;
        private final String namespace;
        private final List<Attribute> attributes = new ArrayList<>(4);
        private final List<Node> nodes = new ArrayList<>(4);

        private Builder(String name, String namespace) {
            this.name = name;
            this.namespace = namespace;
        }

        /// Sets an attribute without prefix; a null value removes it.
        ///
        /// @throws IllegalArgumentException when `name` is not an XML name without colon
        public Builder attribute(String name, @Nullable String value) {
            return attribute("", name, value);
        }

        /// Sets an attribute; a null value removes it.
        ///
        /// @throws IllegalArgumentException when `name` is not an XML name without colon
        public Builder attribute(String namespace, String name, @Nullable String value) {
            XmlNames.checkedAttribute(name);
            attributes.removeIf(a -> a.name().equals(name) && a.namespace().equals(namespace));
            if (value != null) {
                attributes.add(new Attribute(namespace, name, value));
            }
            return this;
        }

        /// Adds what a parser has checked.
        void add(Attribute attribute) {
            attributes.add(attribute);
        }

        /// Sets `xml:lang`; null removes it.
        public Builder lang(@Nullable String lang) {
            return attribute(Namespaces.XML, "lang", lang);
        }

        /// Appends text; null and the empty string append nothing.
        public Builder text(@Nullable String text) {
            if (text == null || text.isEmpty()) {
                return this;
            }
            if (!nodes.isEmpty() && nodes.getLast() instanceof Text(String before)) {
                nodes.set(nodes.size() - 1, new Text(before + text));
            } else {
                nodes.add(new Text(text));
            }
            return this;
        }

        /// Appends a child; null appends nothing.
        public Builder child(@Nullable Element child) {
            if (child != null) {
                nodes.add(child);
            }
            return this;
        }

        /// Appends an empty child of this element's namespace.
        public Builder child(String name) {
            return child(Element.of(name, namespace));
        }

        /// Appends a child of this element's namespace with text; null text appends no child.
        public Builder child(String name, @Nullable String text) {
            return text == null ? this : child(Element.of(name, namespace, text));
        }

        /// Appends children.
        public Builder children(Collection<Element> children) {
            nodes.addAll(children);
            return this;
        }

        /// The element.
        public Element build() {
            return new Element(this);
        }
    }
}
