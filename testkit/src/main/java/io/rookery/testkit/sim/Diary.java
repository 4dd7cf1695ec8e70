package io.rookery.testkit.sim;

import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Marks;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
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
    private boolean cancelledAgain;

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

        /// Answered again without a resumption in between.
        boolean twice;

        private int answeredOn;

        Asked(int session) {
            this.session = session;
        }
    }

    /// Something that came.
    ///
    /// @param session counted by new binds, from 1
    /// @param link counted by new binds and resumptions, from 1
    record Received(int session, int link, Stanza stanza) {
        /// What names a message of a client to all who get it, its body too; empty for other
        /// stanzas.
        String id() {
            return stanza instanceof Message message ? String.valueOf(message.id()) : "";
        }

        /// The id that the recipient's archive gave a message.
        @Nullable String stanzaId() {
            Element stanzaId = stanza.payload().child("stanza-id", "urn:xmpp:sid:0");
            return stanzaId == null ? null : stanzaId.attribute("id");
        }

        /// A message that had waited.
        boolean delayed() {
            return stanza.payload().marks().has(Marks.Mark.DELAY);
        }
    }

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

    /// A stanza is sent again in a new session, the old one being lost.
    void repeated(Stanza stanza) {
        cancelledAgain |=
                stanza instanceof Presence presence
                        && (presence.type() == Presence.Type.UNSUBSCRIBE
                                || presence.type() == Presence.Type.UNSUBSCRIBED);
    }

    /// Whether it repeated a cancellation, which its own roster may show already and which goes no
    /// further then (RFC 6121 A.2): the contact may never hear of it.
    boolean cancelledAgain() {
        return cancelledAgain;
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

    void received(int session, int link, Message message) {
        if (message.type() == Message.Type.ERROR) {
            Sent sent = messages.get(String.valueOf(message.id()));
            if (sent != null) {
                sent.refused = true;
            }
            return;
        }
        received.add(new Received(session, link, message));
    }

    void received(int session, int link, Presence presence) {
        received.add(new Received(session, link, presence));
    }

    /// An answer, or a push.
    void received(int session, int link, Iq iq) {
        Asked asked = iq.isRequest() ? null : requests.get(iq.id());
        if (asked != null && asked.session == session) {
            asked.answers++;
            asked.twice |= asked.answeredOn == link;
            asked.answeredOn = link;
        }
        Element query = ROSTER.equals(iq.payload().marks().firstNamespace()) ? iq.query() : null;
        if (iq.type() != Iq.Type.ERROR && query != null) {
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
