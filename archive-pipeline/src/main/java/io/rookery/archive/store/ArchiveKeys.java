package io.rookery.archive.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// How archive rows are found: UUIDv7 ids as points in time, and peers by hash.
public final class ArchiveKeys {
    /// A stamp further than this from its id's time makes a row *displaced*: ranges of stamps are
    /// searched as ranges of ids, this much wider, and displaced rows one by one.
    public static final Duration SLACK = Duration.ofMinutes(10);

    private static final int TIME_SHIFT = 16;

    private ArchiveKeys() {}

    /// Milliseconds since 1970 within a UUIDv7 (RFC 9562 §5.7).
    public static long millis(UUID id) {
        return id.getMostSignificantBits() >>> TIME_SHIFT;
    }

    /// The smallest id of `instant`; of 1970 when it lies before.
    public static UUID first(Instant instant) {
        long millis = Math.clamp(clampedMillis(instant), 0, (1L << 48) - 1);
        return new UUID(millis << TIME_SHIFT, 0);
    }

    private static long clampedMillis(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            return instant.isBefore(Instant.EPOCH) ? 0 : Long.MAX_VALUE;
        }
    }

    /// Whether a message of this stamp must be searched for outside its id's time.
    public static boolean displaced(UUID id, long stampMillis) {
        return Math.abs(millis(id) - stampMillis) > SLACK.toMillis();
    }

    /// First eight bytes of the SHA-256 of a bare JID.
    public static long peerHash(String bareJid) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(bareJid.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }
}
