package io.rookery.hooks.webhook;

import io.rookery.hooks.json.JsonObject;

/// Knows the answers to one operation.
///
/// @param <A> what an answer says
@FunctionalInterface
public interface AnswerReader<A> {
    /// Reads an answer.
    ///
    /// @throws io.rookery.hooks.json.MalformedJsonException when it is none of the contract's
    A read(JsonObject answer);
}
