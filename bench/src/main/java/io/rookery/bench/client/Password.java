package io.rookery.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The client's side of SASL for one login (RFC 6120 §6): PLAIN, or SCRAM-SHA-1 without channel
/// binding. The server's signature is not checked: it is measured, not trusted.
public final class Password {
    private static final String NAMESPACE = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static final String HMAC = "HmacSHA1";

    private final Account account;
    private final Target.Mechanism mechanism;
    private final SaltedPasswords salted;
    private final String bare;

    /// @param salted where salted passwords are kept
    public Password(Account account, Target.Mechanism mechanism, SaltedPasswords salted) {
        this.account = account;
        this.mechanism = mechanism;
        this.salted = salted;
        this.bare = "n=" + account.username() + ",r=bench" + account.number();
    }

    /// The `<auth/>` to begin with.
    public String begin() {
        return switch (mechanism) {
            case PLAIN -> auth("PLAIN", '\0' + account.username() + '\0' + account.password());
            case SCRAM_SHA_1 -> auth("SCRAM-SHA-1", "n,," + bare);
        };
    }

    /// The answer to a challenge.
    ///
    /// @param challenge as it stood in the element, in Base64
    public String answer(String challenge) {
        String first = new String(Base64.getDecoder().decode(challenge), UTF_8);
        Map<String, String> fields = new HashMap<>();
        for (String field : first.split(",", -1)) {
            fields.put(field.substring(0, 1), field.substring(2));
        }
        String salt = fields.getOrDefault("s", "");
        int iterations = Integer.parseInt(fields.getOrDefault("i", "0"));
        byte[] saltedPassword =
                salted.of(account.password(), Base64.getDecoder().decode(salt), salt, iterations);
        String last = "c=biws,r=" + fields.get("r");
        try {
            byte[] key = hmac(saltedPassword, "Client Key");
            byte[] proof =
                    hmac(
                            MessageDigest.getInstance("SHA-1").digest(key),
                            bare + ',' + first + ',' + last);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= key[i];
            }
            String response = last + ",p=" + Base64.getEncoder().encodeToString(proof);
            return "<response xmlns='" + NAMESPACE + "'>" + encoded(response) + "</response>";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SCRAM: (expected: of the JDK)", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(key, HMAC));
        return mac.doFinal(text.getBytes(UTF_8));
    }

    private static String auth(String name, String text) {
        return "<auth xmlns='%s' mechanism='%s'>%s</auth>"
                .formatted(NAMESPACE, name, encoded(text));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
