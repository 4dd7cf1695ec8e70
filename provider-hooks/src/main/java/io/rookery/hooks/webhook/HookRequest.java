package io.rookery.hooks.webhook;

import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.json.Json;
import io.rookery.hooks.json.JsonObject;
import java.util.Optional;

/// What is asked. On the wire it is the envelope of every call.
///
/// @param user localpart of the user whom it is about; empty when it is about several
public record HookRequest(
        Operation operation, String domain, Optional<String> user, JsonObject data) {

    /// The body that is sent.
    public JsonObject envelope() {
        JsonObject envelope = JsonObject.EMPTY.with("domain", domain);
        if (user.isPresent()) {
            envelope = envelope.with("user", user.get());
        }
        return envelope.with("operation", Json.of(operation.text())).with("data", data);
    }
}
