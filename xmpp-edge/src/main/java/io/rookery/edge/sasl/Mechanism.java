package io.rookery.edge.sasl;

import io.rookery.routing.port.Authentication.ScramHash;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A SASL mechanism that this server can do, strongest first.
public enum Mechanism {
    SCRAM_SHA_512_PLUS(ScramHash.SHA_512, true),
    SCRAM_SHA_256_PLUS(ScramHash.SHA_256, true),
    SCRAM_SHA_1_PLUS(ScramHash.SHA_1, true),
    SCRAM_SHA_512(ScramHash.SHA_512, false),
    SCRAM_SHA_256(ScramHash.SHA_256, false),
    SCRAM_SHA_1(ScramHash.SHA_1, false),
    PLAIN(null, false);

    private final @Nullable ScramHash hash;
    private final boolean bound;
    private final String text;

    Mechanism(@Nullable ScramHash hash, boolean bound) {
        this.hash = hash;
        this.bound = bound;
        this.text = hash == null ? "PLAIN" : "SCRAM-" + hash.saslName() + (bound ? "-PLUS" : "");
    }

    /// The registered name, such as `SCRAM-SHA-256-PLUS`.
    public String text() {
        return text;
    }

    /// True when it binds to the TLS channel (`-PLUS`).
    public boolean isBound() {
        return bound;
    }

    /// SCRAM's hash, null for PLAIN.
    @Nullable ScramHash hash() {
        return hash;
    }

    /// Finds a mechanism by its registered name.
    public static Optional<Mechanism> named(String name) {
        for (Mechanism mechanism : values()) {
            if (mechanism.text.equals(name)) {
                return Optional.of(mechanism);
            }
        }
        return Optional.empty();
    }
}
