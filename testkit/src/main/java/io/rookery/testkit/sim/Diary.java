package io.rookery.testkit.sim;

import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client sent and what became of it, what came, and the roster that it was shown: what the
/// invariants look at.
final class Diary {
    static final String ROSTER = "jabber:iq:roster";

    private final Map<String, Sent> messages = new LinkedHashMap<>();
    private final Map<String, Asked> requests = new LinkedHashMap<>();
    private final List<Received> received = new ArrayList<>();
    private final Map<BareJid, String> roster = new LinkedHashMap<>();

    /// A message that was sent, and what became of it.
    static final class Sent {
        final BareJid to;
        final int number;
        boolean acknowledged;
        boolean refused;

        Sent(BareJid to, int number) {
            this.to = to;
            this.number = number;
        }
    }

    /// A request, and how often it was answered; only in the session it was made in.
    static final class Asked {
        final int session;
        int answers;
        boolean acknowledged;

        Asked(int session) {
            this.session = session;
        }
    }

    /// A message that came.
    ///
    /// @param session counted by new binds, from 1
    /// @param delayed it had waited
    record Received(
            int session, String id, @Nullable String stanzaId, boolean delayed, Stanza stanza) {}

    /// By id.
    Map<String, Sent> messages() {
        return messages;
    }

    /// By id.
    Map<String, Asked> requests() {
        return requests;
    }

    List<Received> received() {
        return received;
    }

    /// Subscriptions by contact.
    Map<BareJid, String> roster() {
        return roster;
    }

    void sent(String id, BareJid to, int number) {
        messages.put(id, new Sent(to, number));
    }

    void asked(String id, int session) {
        requests.put(id, new Asked(session));
    }

    /// The server has taken a stanza over.
    void acknowledged(Stanza stanza) {
        Sent sent = messages.get(String.valueOf(stanza.id()));
        if (sent != null) {
            sent.acknowledged = true;
        }
        Asked asked = requests.get(String.valueOf(stanza.id()));
        if (asked != null && stanza instanceof Iq) {
            asked.acknowledged = true;
        }
    }

    void received(int session, Message message) {
        if (message.type() == Message.Type.ERROR) {
            Sent sent = messages.get(String.valueOf(message.id()));
            if (sent != null) {
                sent.refused = true;
            }
            return;
        }
        Element stanzaId = message.payload().child("stanza-id", "urn:xmpp:sid:0");
        received.add(
                new Received(
                        session,
                        String.valueOf(message.payload().childText("body", Namespaces.CLIENT)),
                        stanzaId == null ? null : stanzaId.attribute("id"),
                        message.payload().child("delay", "urn:xmpp:delay") != null,
                        message));
    }

    void received(int session, Presence presence) {
        received.add(new Received(session, "", null, false, presence));
    }

    /// An answer, or a push.
    void received(int session, Iq iq) {
        Asked asked = iq.isRequest() ? null : requests.get(iq.id());
        if (asked != null && asked.session == session) {
            asked.answers++;
        }
        Element query = iq.query();
        if (iq.type() != Iq.Type.ERROR && query != null && query.is("query", ROSTER)) {
            query.children("item", ROSTER).forEach(this::shown);
        }
    }

    private void shown(Element item) {
        BareJid jid = BareJid.parse(String.valueOf(item.attribute("jid")));
        String subscription = String.valueOf(item.attribute("subscription"));
        if (subscription.equals("remove")) {
            roster.remove(jid);
        } else {
            roster.put(jid, subscription);
        }
    }
}
