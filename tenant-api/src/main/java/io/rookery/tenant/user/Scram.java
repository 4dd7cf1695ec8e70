package io.rookery.tenant.user;

import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// Makes and checks SCRAM verifiers (RFC 5802 §3).
final class Scram {
    private static final int SALT_BYTES = 16;

    private Scram() {}

    /// A verifier for each hash, each with its own salt.
    static List<ScramVerifier> verifiers(
            Password password, int iterations, RandomGenerator random) {
        return Arrays.stream(ScramHash.values())
                .map(hash -> {
                    byte[] salt = new byte[SALT_BYTES];
                    random.nextBytes(salt);
                    return verifier(password, hash, salt, iterations);
                })
                .toList();
    }

    static ScramVerifier verifier(Password password, ScramHash hash, byte[] salt, int iterations) {
        try {
            var spec = new PBEKeySpec(password.chars(), salt, iterations, hash.bytes() * 8);
            byte[] salted =
                    SecretKeyFactory.getInstance("PBKDF2With" + hash.mac())
                            .generateSecret(spec)
                            .getEncoded();
            spec.clearPassword();
            byte[] clientKey = mac(hash, salted, "Client Key");
            byte[] storedKey = MessageDigest.getInstance(hash.digest()).digest(clientKey);
            return new ScramVerifier(
                    hash, salt, iterations, storedKey, mac(hash, salted, "Server Key"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("scram: " + hash + " (expected: in every JDK)", e);
        }
    }

    /// Whether the password is the one that the verifier was made of. Takes as long either way.
    static boolean fits(Password password, ScramVerifier verifier) {
        ScramVerifier made =
                verifier(password, verifier.hash(), verifier.salt(), verifier.iterations());
        return MessageDigest.isEqual(made.storedKey(), verifier.storedKey());
    }

    private static byte[] mac(ScramHash hash, byte[] key, String text)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance(hash.mac());
        mac.init(new SecretKeySpec(key, hash.mac()));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }
}
