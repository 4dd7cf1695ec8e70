package io.rookery.edge.sasl;

import io.rookery.routing.port.Authentication.ScramLookup;
import io.rookery.routing.port.Authentication.Verdict;

/// What moves a SASL exchange on.
public sealed interface SaslInput {
    /// The client's next message, decoded.
    @SuppressWarnings("ArrayRecordComponent") // never compared; read once
    record Message(byte[] bytes) implements SaslInput {}

    /// Answer to [SaslOutput.FindVerifier].
    record Found(ScramLookup lookup) implements SaslInput {}

    /// Answer to [SaslOutput.CheckPassword].
    record Checked(Verdict verdict) implements SaslInput {}
}
