package io.rookery.edge.sasl;

import io.rookery.routing.port.Authentication.ScramVerifier;
import io.rookery.xmpp.jid.BareJid;
import org.jspecify.annotations.Nullable;

/// How far a SASL exchange has come.
public sealed interface SaslState {
    /// The mechanism is chosen, the client's first message awaited.
    record Begun(Mechanism mechanism) implements SaslState {}

    /// A password is being checked.
    record CheckingPassword(BareJid user) implements SaslState {}

    /// A verifier is being looked up.
    record FindingVerifier(Mechanism mechanism, BareJid user, ScramFirst first)
            implements SaslState {}

    /// The challenge was sent, the proof awaited.
    ///
    /// @param refusal what the login ends with even when the proof is right
    record AwaitingProof(
            BareJid user,
            ScramFirst first,
            ScramVerifier verifier,
            String serverFirst,
            @Nullable SaslFailure refusal)
            implements SaslState {}

    /// Nothing more happens.
    record Ended() implements SaslState {}
}
