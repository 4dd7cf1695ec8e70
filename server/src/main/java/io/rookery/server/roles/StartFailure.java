package io.rookery.server.roles;

/// Why a node did not start, in one line that an operator can act on: what was found, and what was
/// expected instead.
public final class StartFailure extends RuntimeException {

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /// In the form that every refusal has: `name: value (expected: …)`.
    public static StartFailure of(String name, Object value, String expected) {
        return new StartFailure("%s: %s (expected: %s)".formatted(name, value, expected));
    }
}
