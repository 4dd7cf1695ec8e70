package io.rookery.xmpp.stream;

import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;

/// What a first-level element turned out to be.
public sealed interface Parsed {

    /// A stanza as the standard wants it.
    record Accepted(Stanza stanza) implements Parsed {}

    /// A stanza that is to be refused.
    ///
    /// @param header its kind and header fields as far as they could be read, without payload
    /// @param error the answer, to be sent only if `header.mayBeAnsweredByError()`
    record Faulty(Stanza header, StanzaError error) implements Parsed {}

    /// Something else: negotiation, XEP-0198, or what is answered by `unsupported-stanza-type`.
    record NotStanza(Element element) implements Parsed {}
}
