package io.rookery.routing.shard;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// UUIDs of version 7 (RFC 9562 §5.7) that only grow.
public final class Ids {
    /// Smaller than every UUIDv7 of our time.
    static final UUID LEAST = new UUID(0, 0);

    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_LOW = 0x3FFF_FFFF_FFFF_FFFFL;

    private Ids() {}

    /// One made from the clock.
    public static UUID fresh(Instant now, RandomGenerator random) {
        long high = (now.toEpochMilli() << 16) | VERSION | (random.nextLong() & 0xFFF);
        return new UUID(high, VARIANT | (random.nextLong() & RANDOM_LOW));
    }

    /// `fresh` if it is greater than `greatest`, else the smallest UUIDv7 that is: a clock that
    /// went back never lets an id go back (XEP-0359, docs/protocol.md §2).
    public static UUID after(UUID greatest, UUID fresh) {
        if (compare(fresh, greatest) > 0) {
            return fresh;
        }
        long low = greatest.getLeastSignificantBits() & RANDOM_LOW;
        if (low < RANDOM_LOW) {
            return new UUID(greatest.getMostSignificantBits(), VARIANT | (low + 1));
        }
        long high = greatest.getMostSignificantBits();
        long clockAndCounter = ((high >>> 16) << 12) | (high & 0xFFF);
        clockAndCounter++;
        return new UUID(
                ((clockAndCounter >>> 12) << 16) | VERSION | (clockAndCounter & 0xFFF), VARIANT);
    }

    /// Order of ids: unsigned, as bytes. ([UUID#compareTo] compares signed halves.)
    public static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
