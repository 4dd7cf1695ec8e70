package io.rookery.hooks.endpoint;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A symmetric secret of Standard Webhooks: `whsec_` and the base64 of 24 to 64 bytes.
public final class SigningSecret {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final int NEW_BYTES = 32;

    private final byte[] key;

    private SigningSecret(byte[] key) {
        this.key = key;
    }

    /// Parses the form that tenants see. The message of the exception does not repeat the text.
    ///
    /// @throws IllegalArgumentException when it has another form
    public static SigningSecret parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw malformed("another prefix", null);
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw malformed("no base64", e);
        }
        if (key.length < MIN_BYTES || key.length > MAX_BYTES) {
            throw malformed(key.length + " bytes", null);
        }
        return new SigningSecret(key);
    }

    /// Makes a new secret of 32 bytes.
    ///
    /// @param random must be cryptographically strong
    public static SigningSecret generate(RandomGenerator random) {
        byte[] key = new byte[NEW_BYTES];
        random.nextBytes(key);
        return new SigningSecret(key);
    }

    /// The form that tenants see; shown to them, never logged.
    public String text() {
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    /// HMAC-SHA256 of the parts, one after another.
    public byte[] sign(byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("mac: " + ALGORITHM + " (expected: in every JDK)", e);
        }
    }

    /// Hides the key.
    @Override
    public String toString() {
        return PREFIX + "…";
    }

    private static IllegalArgumentException malformed(
            String found, @org.jspecify.annotations.Nullable Exception cause) {
        return new IllegalArgumentException(
                "signing secret: " + found + " (expected: whsec_ and base64 of 24 to 64 bytes)",
                cause);
    }
}
