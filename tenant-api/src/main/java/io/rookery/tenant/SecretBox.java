package io.rookery.tenant;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// Encrypts what the database keeps and must give back: AES-256-GCM, a fresh nonce for each, bound
/// to where it belongs. Sealed form: version byte 1, nonce (12 bytes), ciphertext with tag.
public final class SecretBox {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final RandomGenerator random;

    /// @param random must be cryptographically strong
    public SecretBox(MasterKey master, RandomGenerator random) {
        this.key = master.derive("seal", "AES");
        this.random = random;
    }

    /// Encrypts `secret`.
    ///
    /// @param place where it is kept; only the same place opens it
    public byte[] seal(String place, byte[] secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, place, secret);
        return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                .put(VERSION)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /// Decrypts what [#seal] made for the same place.
    ///
    /// @throws IllegalStateException when it was sealed with another key or for another place, or
    ///   was changed
    public byte[] open(String place, byte[] sealed) {
        if (sealed.length < 1 + NONCE_BYTES || sealed[0] != VERSION) {
            throw new IllegalStateException("sealed secret: unknown form (expected: version 1)");
        }
        ByteBuffer in = ByteBuffer.wrap(sealed).position(1);
        byte[] nonce = new byte[NONCE_BYTES];
        in.get(nonce);
        byte[] cipher = new byte[in.remaining()];
        in.get(cipher);
        return run(Cipher.DECRYPT_MODE, nonce, place, cipher);
    }

    private byte[] run(int mode, byte[] nonce, String place, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "sealed secret: cannot be opened (expected: the master key it was sealed with)",
                    e);
        }
    }
}
