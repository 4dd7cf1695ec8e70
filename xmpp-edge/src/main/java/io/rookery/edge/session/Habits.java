package io.rookery.edge.session;

import io.rookery.routing.hop.ToSession;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Marks;
import io.rookery.xmpp.stanza.Message;
import io.rookery.xmpp.stanza.Presence;
import io.rookery.xmpp.stanza.Stanza;
import org.jspecify.annotations.Nullable;

/// What a client has told its account that a new owner of the account must know again: its last
/// presence, carbons (XEP-0280 §4), interest in the roster (RFC 6121 §2.2), client state.
final class Habits {
    private static final String CARBONS = "urn:xmpp:carbons:2";
    private static final String ROSTER = "jabber:iq:roster";

    @Nullable Presence presence;
    boolean carbons;
    boolean interested;
    boolean inactive;

    /// What the account knows of a resumed session.
    void resume(ToSession.Habits known) {
        presence = known.presence();
        carbons = known.carbons();
        interested = known.interested();
        inactive = known.inactive();
    }

    void watch(Stanza stanza, BareJid account) {
        switch (stanza) {
            case Message message -> {}
            case Presence said -> watch(said);
            case Iq iq -> {
                if (iq.isRequest() && (iq.to() == null || account.equals(iq.to()))) {
                    watch(iq);
                }
            }
        }
    }

    private void watch(Presence said) {
        if (said.to() == null
                && (said.type() == Presence.Type.AVAILABLE
                        || said.type() == Presence.Type.UNAVAILABLE)) {
            presence = said;
        }
    }

    private void watch(Iq iq) {
        Marks marks = iq.payload().marks();
        if (iq.type() == Iq.Type.SET && CARBONS.equals(marks.firstNamespace())) {
            carbons = "enable".equals(marks.firstName());
        }
        if (iq.type() == Iq.Type.GET && ROSTER.equals(marks.firstNamespace())) {
            interested = true;
        }
    }
}
