package io.rookery.testkit.net;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// A client's side of SCRAM-SHA-1 without channel binding (RFC 5802 §3), for names and passwords of
/// letters and digits. The nonce is fixed: nobody is kept out by it in a test.
final class Scram {
    private static final String HMAC = "HmacSHA1";
    private static final int HASH_BITS = 160;

    private final String password;
    private final String bare;
    private String signed = "";
    private byte[] salted = new byte[0];

    Scram(String user, String password) {
        this.password = password;
        this.bare = "n=" + user + ",r=transcript";
    }

    byte[] first() {
        return bytes("n,," + bare);
    }

    byte[] proof(byte[] challenge) {
        String first = new String(challenge, StandardCharsets.US_ASCII);
        Map<String, String> fields = new HashMap<>();
        for (String field : first.split(",", -1)) {
            fields.put(field.substring(0, 1), field.substring(2));
        }
        try {
            salted =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1")
                            .generateSecret(
                                    new PBEKeySpec(
                                            password.toCharArray(),
                                            Base64.getDecoder().decode(fields.get("s")),
                                            Integer.parseInt(String.valueOf(fields.get("i"))),
                                            HASH_BITS))
                            .getEncoded();
            String last = "c=biws,r=" + fields.get("r");
            signed = bare + ',' + first + ',' + last;
            byte[] key = hmac(salted, "Client Key");
            byte[] proof = hmac(MessageDigest.getInstance("SHA-1").digest(key), signed);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= key[i];
            }
            return bytes(last + ",p=" + Base64.getEncoder().encodeToString(proof));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SCRAM: (expected: of the JDK)", e);
        }
    }

    /// @throws IllegalStateException when the server does not know the password
    void verify(byte[] last) {
        try {
            String expected =
                    "v="
                            + Base64.getEncoder()
                                    .encodeToString(hmac(hmac(salted, "Server Key"), signed));
            String actual = new String(last, StandardCharsets.US_ASCII);
            if (!actual.equals(expected)) {
                throw new IllegalStateException("server: " + actual + " (expected: its signature)");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SCRAM: (expected: of the JDK)", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(key, HMAC));
        return mac.doFinal(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
