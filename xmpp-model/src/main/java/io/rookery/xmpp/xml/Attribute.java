package io.rookery.xmpp.xml;

/// An attribute of an element.
///
/// @param namespace the namespace, empty for an attribute without prefix
public record Attribute(String namespace, String name, String value) {}
