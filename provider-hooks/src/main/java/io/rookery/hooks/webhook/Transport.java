package io.rookery.hooks.webhook;

import io.rookery.hooks.endpoint.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// Makes one HTTP request. Judges the URL and its addresses, follows no redirect, sends nothing but
/// what it is given, and is done when the deadline has passed. Never blocks, and never fails: what
/// went wrong is a value.
@FunctionalInterface
public interface Transport {
    /// Makes a POST.
    CompletionStage<Exchange> post(Post post);

    /// What to send.
    ///
    /// @param pool requests of different pools never share a connection
    /// @param maxReplyBytes largest body read
    @SuppressWarnings("ArrayRecordComponent") // never compared; handed once to the connection
    record Post(
            String pool,
            URI url,
            Map<String, String> headers,
            byte[] body,
            int maxReplyBytes,
            Duration deadline) {}

    /// What came of it.
    sealed interface Exchange {
        /// A whole answer, of any status.
        @SuppressWarnings("ArrayRecordComponent") // never compared; read once
        record Reply(int status, byte[] body) implements Exchange {}

        /// No whole answer.
        ///
        /// @param detail a sentence for the tenant's operators
        record Failure(Outcome outcome, String detail) implements Exchange {}
    }
}
