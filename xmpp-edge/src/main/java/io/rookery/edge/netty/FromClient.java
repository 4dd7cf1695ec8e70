package io.rookery.edge.netty;

import io.rookery.edge.EdgeMeter;
import io.rookery.edge.bind.ResourceBinding;
import io.rookery.edge.csi.ClientStateIndication;
import io.rookery.edge.resumption.StreamManagement;
import io.rookery.edge.session.Session;
import io.rookery.edge.stream.Login;
import io.rookery.xmpp.error.Condition;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.Jid;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.stream.Parsed;
import io.rookery.xmpp.xml.Element;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a client with a session sends: checked and given to the session.
///
/// @param fail ends the stream
record FromClient(
        Login login, Session session, EdgeMeter meter, Trail trail, Consumer<StreamError> fail) {

    /// What a first-level element counts as.
    static EdgeMeter.Unit unit(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Accepted(Stanza stanza) -> EdgeMeter.Unit.of(stanza);
            case Parsed.Faulty(Stanza header, StanzaError error) -> EdgeMeter.Unit.of(header);
            case Parsed.NotStanza other -> EdgeMeter.Unit.OTHER;
        };
    }

    /// A first-level element came.
    void received(Parsed parsed) {
        switch (parsed) {
            case Parsed.Accepted(Stanza stanza) -> stanza(stanza, null);
            case Parsed.Faulty(Stanza header, StanzaError error) -> {
                meter.faulty(error.condition());
                stanza(header, error);
            }
            case Parsed.NotStanza(Element element) -> {
                if (!isOffered(element) || !session.receive(element)) {
                    fail.accept(StreamError.of(StreamError.Condition.UNSUPPORTED_STANZA_TYPE));
                }
            }
        }
    }

    private boolean isOffered(Element element) {
        return switch (element.namespace()) {
            case StreamManagement.NAMESPACE -> login.policy().enabled(StreamManagement.NAME);
            case ClientStateIndication.NAMESPACE ->
                    login.policy().enabled(ClientStateIndication.NAME);
            default -> true;
        };
    }

    /// RFC 6120 §8.1.2.1; §7.6.2.2 for who wants a second resource.
    private void stanza(Stanza stanza, @Nullable StanzaError fault) {
        Jid from = stanza.from();
        FullJid own = session.jid();
        if (from != null && own != null && !from.equals(own) && !from.equals(own.bare())) {
            fail.accept(StreamError.of(StreamError.Condition.INVALID_FROM));
        } else if (stanza instanceof Iq iq && ResourceBinding.isLate(iq, login.user())) {
            session.receive(stanza, StanzaError.of(Condition.NOT_ALLOWED));
        } else {
            trail.receive(session, stanza, fault);
        }
    }
}
