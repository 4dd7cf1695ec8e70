package io.rookery.bench.client;

import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Salted passwords (RFC 5802 §3, `SaltedPassword`) computed before, as a client keeps them: what
/// is measured is the server. Confined to the event loop.
public final class SaltedPasswords {
    private static final int BITS = 160;

    private final Map<String, byte[]> known = new HashMap<>();

    byte[] of(String password, byte[] salt, String encodedSalt, int iterations) {
        return known.computeIfAbsent(
                password + ' ' + encodedSalt + ' ' + iterations,
                key -> compute(password, salt, iterations));
    }

    private static byte[] compute(String password, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PBKDF2: (expected: of the JDK)", e);
        }
    }
}
