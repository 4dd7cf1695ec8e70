package io.rookery.routing.account;

import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Payload;
import io.rookery.xmpp.xml.Element;
import java.util.UUID;

/// XEP-0359: the id that an archive's owner gives, and the removal of ids that others claim in its
/// name.
final class StanzaIds {
    static final String NAMESPACE = "urn:xmpp:sid:0";

    private StanzaIds() {}

    /// The payload with no id by `owner` but `id`, and that only when it leads to an entry of the
    /// owner's archive: clients page from the last id they have seen (XEP-0359 §3.1, XEP-0313
    /// §3.5).
    static Payload told(Message message, BareJid owner, UUID id, boolean archived) {
        Payload genuine = genuine(message.payload(), owner);
        if (!archived) {
            return genuine;
        }
        return genuine.plus(
                Element.builder("stanza-id", NAMESPACE)
                        .attribute("by", owner.toString())
                        .attribute("id", id.toString())
                        .build());
    }

    /// The payload without ids that claim to be by `owner`.
    static Payload genuine(Payload payload, BareJid owner) {
        String by = owner.toString();
        if (!payload.marks().stanzaIdBy().contains(by)) {
            return payload;
        }
        return payload.without(
                child -> child.is("stanza-id", NAMESPACE) && by.equals(child.attribute("by")));
    }
}
