package io.rookery.edge.netty;

import io.rookery.edge.session.Session;
import io.rookery.routing.port.Tracing;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.stanza.Trace;
import org.jspecify.annotations.Nullable;

/// Follows the few stanzas of a connection that are chosen for it, in and out.
///
/// @param transport how the client is connected, for the span
record Trail(Tracing tracing, String transport) {

    /// Gives a stanza from the client to its session; here it is decided whether it is followed.
    void receive(Session session, Stanza stanza, @Nullable StanzaError fault) {
        Tracing.Step step = tracing.root("socket.receive", session.account().tenant());
        if (step == null) {
            session.receive(stanza, fault);
        } else {
            step.about("session", session.origin().text()).about("transport", transport);
            session.receive(step.on(stanza), fault);
            step.end();
        }
    }

    /// A stanza went to the client.
    void delivered(Session session, Stanza stanza) {
        Trace trace = stanza.payload().trace();
        if (trace != null) {
            tracing.begin(trace, "socket.deliver", session.account().tenant())
                    .about("session", session.origin().text())
                    .end();
        }
    }
}
