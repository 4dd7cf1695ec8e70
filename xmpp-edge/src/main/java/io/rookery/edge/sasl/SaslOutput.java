package io.rookery.edge.sasl;

import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.xmpp.jid.BareJid;

/// What a SASL exchange asks for.
@SuppressWarnings("ArrayRecordComponent") // never compared; each is written to the client once
public sealed interface SaslOutput {
    /// Send these bytes as a challenge.
    record Challenge(byte[] bytes) implements SaslOutput {}

    /// Look the user's verifier up and answer [SaslInput.Found].
    record FindVerifier(BareJid user, ScramHash hash) implements SaslOutput {}

    /// Check the password and answer [SaslInput.Checked].
    record CheckPassword(BareJid user, String password) implements SaslOutput {
        @Override
        public String toString() {
            return "CheckPassword[user=" + user + "]";
        }
    }

    /// The client is `user`; `bytes` go into `<success/>`, none when empty.
    record Success(BareJid user, byte[] bytes) implements SaslOutput {}

    /// Refused. `user` is who the client claimed to be, when that was readable; `reason` is for
    /// logs and metrics, never for the client.
    record Failure(SaslFailure condition, String reason) implements SaslOutput {}
}
