package io.rookery.edge.stream;

import io.rookery.edge.sasl.ChannelBindings;
import io.rookery.edge.sasl.SaslInput;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stream.Parsed;
import io.rookery.xmpp.stream.StreamHeader;
import java.util.Optional;

/// What moves a negotiation on.
public sealed interface StreamInput {
    /// The client's stream header, or `<open/>`.
    record Opened(StreamHeader header) implements StreamInput {}

    /// A first-level element.
    record Received(Parsed parsed) implements StreamInput {}

    /// The client closed its stream.
    record ClosedByClient() implements StreamInput {}

    /// The stream cannot go on: broken XML, a limit, a timeout, a shutdown.
    record Failed(StreamError error) implements StreamInput {}

    /// Answer to [StreamAction.FindDomain].
    ///
    /// @param scram the domain's authentication can answer SCRAM
    /// @param elsewhere why nobody may log in here now
    record DomainFound(
            Optional<DomainPolicy> policy, boolean scram, Optional<StreamError> elsewhere)
            implements StreamInput {}

    /// The other answer: it cannot be known now.
    record DomainUnavailable() implements StreamInput {}

    /// The TLS handshake is over.
    record Secured(ChannelBindings bindings) implements StreamInput {}

    /// Answer to [StreamAction.FindVerifier] or [StreamAction.CheckPassword].
    record SaslAnswered(SaslInput answer) implements StreamInput {}

    /// The session stands: answer to [StreamAction.Bind].
    record SessionBound(FullJid jid) implements StreamInput {}

    /// The session stands: answer to [StreamAction.Resume].
    ///
    /// @param handled the server's `h`
    record SessionResumed(long handled) implements StreamInput {}

    /// The account refused [StreamAction.Bind] or [StreamAction.Resume].
    ///
    /// @param handled for `<failed h=…/>`, -1 when unknown
    record SessionRefused(StanzaError error, long handled) implements StreamInput {}
}
