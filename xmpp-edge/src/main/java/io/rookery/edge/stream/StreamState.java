package io.rookery.edge.stream;

import io.rookery.edge.sasl.Mechanism;
import io.rookery.edge.sasl.SaslOffer;
import io.rookery.edge.sasl.SaslState;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.xmpp.stanza.Iq;
import io.rookery.xmpp.stream.StreamHeader;
import org.jspecify.annotations.Nullable;

/// How far the negotiation of a stream has come.
public sealed interface StreamState {
    /// Waits for the client's stream header: the first, or the one after TLS or SASL.
    ///
    /// @param login null before SASL
    /// @param attempts failed logins so far, as [SaslSteps] counts them
    record AwaitingHeader(Link link, @Nullable Login login, int attempts) implements StreamState {
        /// The beginning.
        public static AwaitingHeader first(Link link) {
            return new AwaitingHeader(link, null, 0);
        }
    }

    /// The header names a domain that is being looked up.
    record FindingDomain(Link link, StreamHeader header, int attempts) implements StreamState {}

    /// The features are sent; the client shall log in, or do STARTTLS first.
    record Offering(Link link, DomainPolicy policy, SaslOffer offer, int attempts)
            implements StreamState {}

    /// `<proceed/>` is sent, the TLS handshake runs.
    record Securing(int attempts) implements StreamState {}

    /// A SASL exchange runs.
    record Authenticating(Offering offering, Mechanism mechanism, SaslState exchange)
            implements StreamState {}

    /// Logged in; the client shall bind a resource or resume a session.
    ///
    /// @param refusals bindings and resumptions refused so far
    record Unbound(Login login, int refusals) implements StreamState {}

    /// The account has been asked for a new session.
    record Binding(Unbound unbound, Iq request) implements StreamState {}

    /// The account has been asked for an old session.
    record Resuming(Unbound unbound, SessionId previous) implements StreamState {}

    /// The session stands; the negotiation is over.
    record Bound(Login login) implements StreamState {}

    /// The stream is closed, or about to be.
    record Closed() implements StreamState {}

    /// Whether what the client sends cannot be understood before somebody else has answered.
    default boolean awaitsAnswer() {
        return switch (this) {
            case FindingDomain finding -> true;
            case Binding binding -> true;
            case Resuming resuming -> true;
            case Authenticating authenticating ->
                    authenticating.exchange() instanceof SaslState.FindingVerifier
                            || authenticating.exchange() instanceof SaslState.CheckingPassword;
            case AwaitingHeader header -> false;
            case Offering offering -> false;
            case Securing securing -> false;
            case Unbound unbound -> false;
            case Bound bound -> false;
            case Closed closed -> false;
        };
    }
}
