package io.rookery.hooks.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How an endpoint did lately, as seen by one node since it first called it.
///
/// @param lastFailureDetail a sentence for the tenant; holds no part of a request or of an answer
/// @param answered calls that were answered by the contract
/// @param failed calls in which the endpoint failed
/// @param refused calls not made: breaker open, or too many under way
/// @param running calls under way
/// @param p95 of the last calls that were answered (at most 256); empty before the first
public record EndpointHealth(
        HookId id,
        Breaker breaker,
        Optional<Instant> lastSuccess,
        Optional<Instant> lastFailure,
        Optional<String> lastFailureDetail,
        long answered,
        long failed,
        long refused,
        int running,
        Optional<Duration> p95) {

    /// State of an endpoint's breaker.
    public enum Breaker {
        /// Calls are made.
        CLOSED,
        /// A few calls are made to see whether the endpoint is back.
        HALF_OPEN,
        /// No calls are made for a while.
        OPEN
    }
}
