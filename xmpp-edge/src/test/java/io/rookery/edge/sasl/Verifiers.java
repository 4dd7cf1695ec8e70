package io.rookery.edge.sasl;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import io.rookery.routing.port.Authentication.Existence;
import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.ScramLookup;
import io.rookery.routing.port.Authentication.ScramVerifier;
import java.nio.charset.StandardCharsets;

/// SCRAM verifiers, made by another library than the one under test.
public final class Verifiers {
    public static final int ITERATIONS = 4096;

    private Verifiers() {}

    public static ScramLookup of(String password, ScramHash hash) {
        return new ScramLookup(Existence.EXISTS, false, verifier(password, hash));
    }

    static ScramVerifier verifier(String password, ScramHash hash) {
        ScramMechanism mechanism =
                switch (hash) {
                    case SHA_1 -> ScramMechanism.SCRAM_SHA_1;
                    case SHA_256 -> ScramMechanism.SCRAM_SHA_256;
                    case SHA_512 -> ScramMechanism.SCRAM_SHA_512;
                };
        byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        byte[] salted =
                ScramFunctions.saltedPassword(
                        mechanism,
                        StringPreparation.NO_PREPARATION,
                        password.toCharArray(),
                        salt,
                        ITERATIONS);
        byte[] clientKey = ScramFunctions.clientKey(mechanism, salted);
        return new ScramVerifier(
                hash,
                salt,
                ITERATIONS,
                ScramFunctions.storedKey(mechanism, clientKey),
                ScramFunctions.serverKey(mechanism, salted));
    }
}
