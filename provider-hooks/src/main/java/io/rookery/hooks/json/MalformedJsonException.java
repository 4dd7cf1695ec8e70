package io.rookery.hooks.json;

import org.jspecify.annotations.Nullable;

/// Someone else's JSON is not what the contract says. Its message names the member and what was
/// expected, and never repeats a value.
public final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedJsonException(String message) {
        super(message);
    }

    public MalformedJsonException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
