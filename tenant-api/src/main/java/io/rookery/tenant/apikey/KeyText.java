package io.rookery.tenant.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/// The text of an API key: `rk_live_` or `rk_test_`, 32 random letters and digits (190 bits), and 6
/// more that are a checksum of all before, so that scanners for leaked secrets know one when they
/// see it. It is shown once; what is kept is its hash, which needs no salt since nothing can be
/// guessed.
public final class KeyText {
    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String LIVE = "rk_live_";
    private static final String TEST = "rk_test_";
    private static final int SECRET_CHARS = 32;
    private static final int CHECKSUM_CHARS = 6;
    private static final int LAST_CHARS = 4;

    private final String text;

    private KeyText(String text) {
        this.text = text;
    }

    /// Makes a key.
    ///
    /// @param random must be cryptographically strong
    static KeyText make(boolean test, RandomGenerator random) {
        var text = new StringBuilder(test ? TEST : LIVE);
        for (int i = 0; i < SECRET_CHARS; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new KeyText(text + checksum(text.toString()));
    }

    /// Takes a key apart from what cannot be one, without asking the database.
    public static Optional<KeyText> parse(String text) {
        int bodyChars = text.length() - CHECKSUM_CHARS;
        boolean wellFormed =
                (text.startsWith(LIVE) || text.startsWith(TEST))
                        && text.length() == LIVE.length() + SECRET_CHARS + CHECKSUM_CHARS
                        && checksum(text.substring(0, bodyChars)).equals(text.substring(bodyChars));
        return wellFormed ? Optional.of(new KeyText(text)) : Optional.empty();
    }

    /// The whole secret.
    public String text() {
        return text;
    }

    /// SHA-256 of the text.
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("digest: SHA-256 (expected: in every JDK)", e);
        }
    }

    /// Its end, by which its owner knows it again.
    public String last4() {
        return text.substring(text.length() - LAST_CHARS);
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        long value = crc.getValue();
        var digits = new StringBuilder();
        for (int i = 0; i < CHECKSUM_CHARS; i++) {
            digits.append(ALPHABET.charAt((int) (value % ALPHABET.length())));
            value /= ALPHABET.length();
        }
        return digits.reverse().toString();
    }

    /// Hides the secret.
    @Override
    public String toString() {
        return text.substring(0, LIVE.length()) + "…" + last4();
    }
}
