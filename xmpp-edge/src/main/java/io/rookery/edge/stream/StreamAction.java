package io.rookery.edge.stream;

import io.rookery.edge.sasl.Mechanism;
import io.rookery.edge.sasl.SaslFailure;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
import org.jspecify.annotations.Nullable;

/// What a negotiation asks its connection to do, in order.
public sealed interface StreamAction {
    /// Send a stream header with a new id.
    ///
    /// @param from this server's domain, null when the client named none that could be
    /// @param to the client's own `from`
    record OpenStream(@Nullable String from, @Nullable String to) implements StreamAction {}

    /// Send a first-level element.
    record Send(Element element) implements StreamAction {}

    /// Send a stanza of the negotiation itself.
    record SendStanza(Stanza stanza) implements StreamAction {}

    /// Close the stream, with an error unless it is null.
    record Close(@Nullable StreamError error) implements StreamAction {}

    /// Close the socket without a word: TLS is being negotiated (RFC 6120 §5.4.3.2).
    record Cut() implements StreamAction {}

    /// Look a domain up and answer [StreamInput.DomainFound].
    record FindDomain(String domain) implements StreamAction {}

    /// Begin the TLS handshake for this domain, dropping every byte received unencrypted (RFC 6120
    /// §5.4.3.3), and answer [StreamInput.Secured].
    record StartTls() implements StreamAction {}

    /// Answer [io.rookery.edge.sasl.SaslInput.Found].
    record FindVerifier(DomainPolicy policy, BareJid user, ScramHash hash)
            implements StreamAction {}

    /// Answer [io.rookery.edge.sasl.SaslInput.Checked].
    record CheckPassword(DomainPolicy policy, BareJid user, String password)
            implements StreamAction {
        @Override
        public String toString() {
            return "CheckPassword[user=" + user + "]";
        }
    }

    /// A login succeeded: count it, and read what follows as a new stream under the domain's
    /// limits.
    record LoggedIn(Login login) implements StreamAction {}

    /// A login failed: count it against the address, and the account when its name was readable.
    record LoginFailed(
            DomainPolicy policy,
            @Nullable Mechanism mechanism,
            @Nullable BareJid user,
            SaslFailure condition,
            String reason)
            implements StreamAction {}

    /// Ask the account for a new session.
    ///
    /// @param resource empty lets the account choose
    record Bind(Login login, String resource) implements StreamAction {}

    /// Ask the account for an old session.
    ///
    /// @param handled the client's `h`
    record Resume(Login login, SessionId previous, long handled) implements StreamAction {}
}
