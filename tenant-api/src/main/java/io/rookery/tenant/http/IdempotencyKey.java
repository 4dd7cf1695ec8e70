package io.rookery.tenant.http;

import io.micronaut.http.HttpRequest;
import io.rookery.tenant.Limits;
import java.util.List;
import java.util.Optional;

/// The `Idempotency-Key` of a request.
final class IdempotencyKey {
    private static final String HEADER = "Idempotency-Key";

    private IdempotencyKey() {}

    /// The key; empty when the request has none.
    ///
    /// @throws ProblemException when it cannot be used, or is there more than once
    static Optional<String> of(HttpRequest<?> request, Limits limits) {
        List<String> values = request.getHeaders().getAll(HEADER);
        if (values.size() > 1) {
            throw ProblemException.parameter(HEADER, "It must be there once.");
        }
        return values.stream().findFirst().map(value -> read(value, limits));
    }

    /// The value is a Structured Fields string, in quotes; without quotes it is taken too.
    private static String read(String value, Limits limits) {
        String key =
                value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                        ? value.substring(1, value.length() - 1)
                        : value;
        boolean visible = key.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
        if (key.isEmpty() || key.length() > limits.idempotencyKeyChars() || !visible) {
            throw ProblemException.parameter(
                    HEADER,
                    "It must have 1 to %d visible ASCII characters."
                            .formatted(limits.idempotencyKeyChars()));
        }
        return key;
    }
}
