package io.rookery.tenant;

import io.rookery.routing.port.TenantId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes UUIDv7 identifiers (RFC 9562 §5.7), and writes them with the prefix of their kind.
public final class Ids {
    private static final int HEX_DIGITS = 32;

    private final InstantSource clock;
    private final RandomGenerator random;

    public Ids(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// Kinds of things that the API names.
    public enum Kind {
        TENANT("ten_"),
        DOMAIN("dom_"),
        KEY("key_"),
        HOOK("hook_"),
        SECRET("sec_"),
        AUDIT("aud_"),
        REQUEST("req_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        /// The prefix and 32 hexadecimal digits.
        public String text(UUID id) {
            return prefix + id.toString().replace("-", "");
        }

        /// Parses the form that [#text] writes, empty for any other text.
        public Optional<UUID> parse(String text) {
            if (!text.startsWith(prefix) || text.length() != prefix.length() + HEX_DIGITS) {
                return Optional.empty();
            }
            try {
                UUID id = TenantId.ofHex(text.substring(prefix.length())).value();
                // Only the one spelling: lower case, no signs.
                return text(id).equals(text) ? Optional.of(id) : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    /// A new identifier; later ones are greater, to the millisecond.
    public UUID next() {
        long millis = clock.millis();
        long high = millis << 16 | 0x7000L | random.nextLong(1L << 12);
        long low = 1L << 63 | random.nextLong() >>> 2;
        return new UUID(high, low);
    }
}
