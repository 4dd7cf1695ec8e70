package io.rookery.routing.hop;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Identifies a session for its whole life, over resumptions. 128 random bits: it is also what a
/// client shows to resume (XEP-0198 `previd`), together with a login as the same bare JID.
public record SessionId(long high, long low) {
    private static final int BYTES = 16;

    /// A new one. `random` must be a cryptographic source.
    public static SessionId random(RandomGenerator random) {
        return new SessionId(random.nextLong(), random.nextLong());
    }

    /// 22 characters of base64url.
    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }

    /// Parses [#text]; empty when it is something else.
    public static Optional<SessionId> parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return bytes.length == BYTES ? Optional.of(ofBytes(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The 16 bytes, high half first.
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /// Reads [#bytes].
    public static SessionId ofBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "session id: " + bytes.length + " bytes (expected: 16)");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new SessionId(buffer.getLong(), buffer.getLong());
    }

    @Override
    public String toString() {
        return text();
    }
}
