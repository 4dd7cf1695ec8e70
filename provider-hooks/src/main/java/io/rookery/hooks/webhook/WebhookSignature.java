package io.rookery.hooks.webhook;

import io.rookery.hooks.endpoint.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// Symmetric signatures of Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, written
/// `v1,` and base64. While secrets rotate there is one for each, a space between.
public final class WebhookSignature {
    public static final String ID = "webhook-id";
    public static final String TIMESTAMP = "webhook-timestamp";
    public static final String SIGNATURE = "webhook-signature";

    /// How far a timestamp may be from the receiver's clock.
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String VERSION = "v1,";
    private static final int MAX_SIGNATURES = 16;

    private WebhookSignature() {}

    /// The value of `webhook-signature`.
    ///
    /// @param id without a `.`
    public static String sign(
            List<SigningSecret> secrets, String id, Instant timestamp, byte[] body) {
        byte[] head = head(id, String.valueOf(timestamp.getEpochSecond()));
        return secrets.stream()
                .map(secret ->
                        VERSION + Base64.getEncoder().encodeToString(secret.sign(head, body)))
                .collect(Collectors.joining(" "));
    }

    /// True when one of the signatures is by one of the secrets, and the timestamp is near `now`.
    /// Takes the same time whichever byte is wrong.
    ///
    /// @param timestamp as it was received, seconds since 1970
    public static boolean verify(
            List<SigningSecret> secrets,
            String id,
            String timestamp,
            String signature,
            byte[] body,
            Instant now) {
        if (!isNear(timestamp, now)) {
            return false;
        }
        byte[] head = head(id, timestamp);
        boolean genuine = false;
        for (String each : signature.split(" ", MAX_SIGNATURES)) {
            for (SigningSecret secret : secrets) {
                String expected =
                        VERSION + Base64.getEncoder().encodeToString(secret.sign(head, body));
                genuine |= MessageDigest.isEqual(bytes(expected), bytes(each));
            }
        }
        return genuine;
    }

    private static boolean isNear(String timestamp, Instant now) {
        try {
            long apart = Math.subtractExact(now.getEpochSecond(), Long.parseLong(timestamp));
            return Math.absExact(apart) <= TOLERANCE.toSeconds();
        } catch (NumberFormatException | ArithmeticException e) {
            return false;
        }
    }

    private static byte[] head(String id, String timestamp) {
        return bytes(id + '.' + timestamp + '.');
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
