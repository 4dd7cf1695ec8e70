package io.rookery.server.assembly;

import org.jspecify.annotations.Nullable;

/// What a component has only while it runs.
final class Started {
    private Started() {}

    /// @throws IllegalStateException when the component has not been started
    static <T> T of(@Nullable T part, String component) {
        if (part == null) {
            throw new IllegalStateException(component + ": not started (expected: started before)");
        }
        return part;
    }
}
