package io.rookery.hooks.webhook;

import io.rookery.hooks.endpoint.Outcome;

/// What came of a call.
///
/// @param <A> what an answer says
public sealed interface Called<A> {
    /// The backend answered by the contract.
    record Answered<A>(A answer) implements Called<A> {}

    /// It did not, or was not asked.
    ///
    /// @param outcome anything but `ANSWERED`
    /// @param detail a sentence for the tenant's operators
    record Unavailable<A>(Outcome outcome, String detail) implements Called<A> {}
}
