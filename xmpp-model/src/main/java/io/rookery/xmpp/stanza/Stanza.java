package io.rookery.xmpp.stanza;

import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import io.rookery.xmpp.xml.Scope;
import io.rookery.xmpp.xml.XmlWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The basic unit of meaning of XMPP (RFC 6120 §4.1).
public sealed interface Stanza permits Message, Presence, Iq {

    /// Who sent it, or null while that goes without saying.
    @Nullable Jid from();

    /// Who shall get it, or null for the sender's own account or server.
    @Nullable Jid to();

    /// The sender's identifier, or null when it gave none.
    @Nullable String id();

    /// The language of its text, or null when unknown.
    @Nullable String lang();

    /// Its children.
    Payload payload();

    /// The name of its element: `message`, `presence` or `iq`.
    String name();

    /// The value of its attribute `type`, or null where the standard's default is left out.
    @Nullable String typeName();

    /// Whether its type is `error`.
    boolean isError();

    /// Whether an error may answer it: it is no error itself, and no IQ result (RFC 6120 §8.3.1).
    boolean mayBeAnsweredByError();

    /// The same stanza from another address.
    Stanza withFrom(@Nullable Jid from);

    /// The same stanza to another address.
    Stanza withTo(@Nullable Jid to);

    /// The same stanza with another payload.
    Stanza withPayload(Payload payload);

    /// The stanza of type `error` that answers this one, with the addresses swapped and without a
    /// copy of this one's payload; empty when it must not be answered.
    Optional<Stanza> errorReply(StanzaError error);

    /// The error that a stanza of type `error` carries, or null when there is none to read.
    default @Nullable StanzaError error() {
        Element error = isError() ? payload().child("error", Namespaces.CLIENT) : null;
        return error == null ? null : StanzaError.parse(error);
    }

    /// Writes the stanza where the writer stands: header and payload bytes, nothing is parsed.
    default void writeTo(XmlWriter writer) {
        writer.start(name(), Namespaces.CLIENT)
                .attribute("from", text(from()))
                .attribute("to", text(to()))
                .attribute("id", id())
                .attribute("type", typeName())
                .attribute(Namespaces.XML, "lang", lang());
        payload().writeTo(writer);
        writer.end();
    }

    /// The stanza as a document of its own.
    default String toXml() {
        XmlWriter writer = new XmlWriter(Scope.DOCUMENT, payload().size() + 256);
        writeTo(writer);
        return writer.toString();
    }

    /// The stanza as an element, which costs a parse.
    default Element toElement() {
        return Element.parse(toXml());
    }

    private static @Nullable String text(@Nullable Jid jid) {
        return jid == null ? null : jid.toString();
    }
}
