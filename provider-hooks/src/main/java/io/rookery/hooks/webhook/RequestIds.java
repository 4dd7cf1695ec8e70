package io.rookery.hooks.webhook;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Names requests: `req_` and a UUIDv7 (RFC 9562 §5.7) in 32 hexadecimal digits.
public final class RequestIds {
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final InstantSource clock;
    private final RandomGenerator random;

    public RequestIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// A new id.
    public String next() {
        long high = clock.millis() << 16 | VERSION_7 | random.nextLong() >>> 52;
        long low = VARIANT | random.nextLong() >>> 2;
        HexFormat hex = HexFormat.of();
        return "req_" + hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
