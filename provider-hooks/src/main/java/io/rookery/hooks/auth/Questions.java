package io.rookery.hooks.auth;

import io.rookery.hooks.endpoint.HookEndpoint;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.routing.port.DomainPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Turns what is asked about a user into a key for the cache: an HMAC-SHA256 under a key that this
/// process made and keeps to itself. No credential is in memory for longer than its check, and a
/// dump of the cache gives nothing to try passwords against.
///
/// The versions of policy and endpoint are part of it: a change of either makes all that is cached
/// unreachable.
final class Questions {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;

    Questions(RandomGenerator random) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /// @param detail the credential, or whatever else tells two questions of one operation apart
    String of(DomainPolicy policy, HookEndpoint endpoint, Operation operation, String detail) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(
                    ByteBuffer.allocate(2 * Long.BYTES)
                            .putLong(policy.version())
                            .putLong(endpoint.version())
                            .flip());
            // An id has a fixed length and an operation no line feed: no two questions are one
            // text.
            String question = endpoint.id().text() + operation.text() + '\n';
            mac.update(question.getBytes(StandardCharsets.UTF_8));
            mac.update(detail.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("mac: " + ALGORITHM + " (expected: in every JDK)", e);
        }
    }
}
