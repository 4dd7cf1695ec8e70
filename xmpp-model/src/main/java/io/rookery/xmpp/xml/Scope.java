package io.rookery.xmpp.xml;

/// What is already declared where a writer begins.
public enum Scope {
    /// Nothing: the result is a document of its own, as WebSocket frames are (RFC 7395 §3.3.3).
    DOCUMENT,

    /// The default namespace is the content namespace: the children of a stanza.
    CONTENT,

    /// Inside a TCP stream that we opened: the default namespace is the content namespace, and the
    /// prefixes `stream` and, for dialback, `db` are declared.
    STREAM
}
