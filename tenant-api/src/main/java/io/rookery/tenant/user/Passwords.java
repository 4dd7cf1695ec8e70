package io.rookery.tenant.user;

import io.rookery.routing.port.Authentication.ScramVerifier;
import io.rookery.tenant.Limits;
import io.rookery.tenant.http.Fields;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Reads new passwords and makes their verifiers.
@Singleton
final class Passwords {
    private final Limits limits;
    private final RandomGenerator random;

    /// @param random must be cryptographically strong
    Passwords(Limits limits, RandomGenerator random) {
        this.limits = limits;
        this.random = random;
    }

    /// The property `password`; empty only when a fault was told.
    Optional<Password> read(Fields fields) {
        Optional<String> raw = fields.secret("password", limits.passwordCharsMax());
        Optional<Password> password =
                raw.flatMap(Password::of).filter(p -> p.length() >= limits.passwordChars());
        if (raw.isPresent() && password.isEmpty()) {
            fields.fault(
                    "password",
                    "It must have %d to %d characters that OpaqueString (RFC 8265 §4.2) allows."
                            .formatted(limits.passwordChars(), limits.passwordCharsMax()));
        }
        return password;
    }

    List<ScramVerifier> verifiers(Password password) {
        return Scram.verifiers(password, limits.scramIterations(), random);
    }
}
