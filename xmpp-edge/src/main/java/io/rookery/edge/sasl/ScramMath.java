package io.rookery.edge.sasl;

import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The functions of RFC 5802 §3 that a server needs.
final class ScramMath {
    private ScramMath() {}

    /// True when `proof` is the ClientProof of one who knows the password. Takes the same time for
    /// every proof of the right length.
    static boolean proves(ScramVerifier verifier, String authMessage, byte[] proof) {
        byte[] signature = hmac(verifier.hash(), verifier.storedKey(), authMessage);
        if (proof.length != signature.length) {
            return false;
        }
        byte[] clientKey = new byte[proof.length];
        for (int i = 0; i < proof.length; i++) {
            clientKey[i] = (byte) (proof[i] ^ signature[i]);
        }
        return MessageDigest.isEqual(digest(verifier.hash(), clientKey), verifier.storedKey());
    }

    static byte[] serverSignature(ScramVerifier verifier, String authMessage) {
        return hmac(verifier.hash(), verifier.serverKey(), authMessage);
    }

    static byte[] hmac(ScramHash hash, byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(hash.mac());
            mac.init(new SecretKeySpec(key, hash.mac()));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("mac: " + hash.mac() + " (expected: in every JDK)", e);
        }
    }

    private static byte[] digest(ScramHash hash, byte[] bytes) {
        try {
            return MessageDigest.getInstance(hash.digest()).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "digest: " + hash.digest() + " (expected: in every JDK)", e);
        }
    }
}
