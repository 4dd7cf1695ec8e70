package io.rookery.hooks.endpoint;

import java.util.UUID;

/// Identifies one endpoint of a tenant. In the API it is written `hook_` and 32 hexadecimal digits.
public record HookId(UUID value) {
    /// The API form, `hook_0190…`.
    public String text() {
        return "hook_" + value.toString().replace("-", "");
    }

    @Override
    public String toString() {
        return text();
    }
}
