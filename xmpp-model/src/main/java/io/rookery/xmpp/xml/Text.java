package io.rookery.xmpp.xml;

/// Character data between tags, never empty inside an [Element].
///
/// @param value the characters, with references resolved
public record Text(String value) implements Node {}
