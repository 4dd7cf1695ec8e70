package io.rookery.edge.session;

import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A session's client, as the connection presents it. Called on the connection's thread only.
public interface Client {
    /// The session is bound: comes before anything else that is sent.
    void bound(FullJid jid);

    /// The session is resumed: comes before anything else that is sent.
    ///
    /// @param handled the server's `h`, whole
    void resumed(FullJid jid, long handled);

    /// The account refused to bind or resume; the session is over.
    ///
    /// @param handled for `<failed h=…/>`, -1 when unknown
    void refused(StanzaError error, long handled);

    /// Where it had best resume the session when this edge is lost, `host:port`; empty: anywhere.
    Optional<String> location();

    /// Queues a stanza to be written.
    void send(Stanza stanza);

    /// Queues something that is no stanza.
    void send(Element element);

    /// Writes what is queued. `written` runs on the connection's thread when all of it has reached
    /// the socket, perhaps before this returns, and never when the socket dies first.
    void flush(@Nullable Runnable written);

    /// Stops or goes on reading from the client, because of the account's window.
    void reading(boolean wanted);

    /// Closes the stream; the session is over already.
    void close(@Nullable StreamError error);
}
