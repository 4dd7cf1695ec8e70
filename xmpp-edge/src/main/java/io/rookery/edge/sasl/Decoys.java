package io.rookery.edge.sasl;

import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.ScramVerifier;
import io.rookery.xmpp.jid.BareJid;
import java.util.Arrays;

/// Makes the verifiers that are shown for users who do not exist, so that nobody learns from a
/// challenge who does: salt and keys are a keyed hash of the name, so they are the same at every
/// attempt and on every edge that has the same key (RFC 5802 §9 leaves this to the server).
public final class Decoys {
    private static final int SALT_BYTES = 16;

    private final byte[] key;
    private final int iterations;

    /// @param key secret of the installation, 16 bytes or more
    /// @param iterations what real verifiers have
    public Decoys(byte[] key, int iterations) {
        if (key.length < SALT_BYTES) {
            throw new IllegalArgumentException(
                    "decoy key: " + key.length + " bytes (expected: 16 or more)");
        }
        this.key = key.clone();
        this.iterations = iterations;
    }

    ScramVerifier verifier(BareJid user, ScramHash hash) {
        byte[] salt =
                ScramMath.hmac(ScramHash.SHA_256, key, "salt " + hash.saslName() + ' ' + user);
        return new ScramVerifier(
                hash,
                Arrays.copyOf(salt, SALT_BYTES),
                iterations,
                ScramMath.hmac(hash, key, "stored " + user),
                ScramMath.hmac(hash, key, "server " + user));
    }
}
