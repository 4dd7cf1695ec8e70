package io.rookery.xmpp.xml;

/// The namespaces that the stream itself is made of.
public final class Namespaces {

    /// The content namespace of client streams, and of all stanzas inside Rookery.
    public static final String CLIENT = "jabber:client";

    /// The content namespace of server-to-server streams.
    public static final String SERVER = "jabber:server";

    /// The content namespace of external components (XEP-0114).
    public static final String COMPONENT = "jabber:component:accept";

    /// The namespace of `stream`, `features` and `error`.
    public static final String STREAMS = "http://etherx.jabber.org/streams";

    /// The namespace of server dialback (XEP-0220).
    public static final String DIALBACK = "jabber:server:dialback";

    /// The namespace of the frames of RFC 7395.
    public static final String FRAMING = "urn:ietf:params:xml:ns:xmpp-framing";

    /// The namespace of stanza error conditions (RFC 6120 §8.3.2).
    public static final String STANZA_ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

    /// The namespace of stream error conditions (RFC 6120 §4.9.2).
    public static final String STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";

    /// What the prefix `xml` stands for.
    public static final String XML = "http://www.w3.org/XML/1998/namespace";

    private Namespaces() {}
}
