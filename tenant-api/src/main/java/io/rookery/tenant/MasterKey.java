package io.rookery.tenant;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The installation's key, from which the keys for single purposes are made. All nodes have the
/// same; without it sealed secrets cannot be opened again.
public final class MasterKey {
    /// Length in bytes.
    public static final int BYTES = 32;

    private static final String MAC = "HmacSHA256";

    private final SecretKeySpec key;

    /// @param bytes 32 bytes from a strong source; copied
    public MasterKey(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "master key: " + bytes.length + " bytes (expected: " + BYTES + ")");
        }
        key = new SecretKeySpec(bytes, MAC);
    }

    /// The key for one purpose: 32 bytes that tell nothing of other purposes' keys.
    SecretKey derive(String purpose, String algorithm) {
        return new SecretKeySpec(
                mac(key, ("rookery/" + purpose).getBytes(StandardCharsets.UTF_8)), algorithm);
    }

    /// A keyed hash of 32 bytes for one purpose: equal inputs are seen to be equal, and nothing can
    /// be guessed from it without the key.
    public byte[] fingerprint(String purpose, byte[] input) {
        return mac(derive(purpose, MAC), input);
    }

    private static byte[] mac(SecretKey key, byte[] input) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("mac: " + MAC + " (expected: in every JDK)", e);
        }
    }

    /// Hides the key.
    @Override
    public String toString() {
        return "MasterKey[…]";
    }
}
