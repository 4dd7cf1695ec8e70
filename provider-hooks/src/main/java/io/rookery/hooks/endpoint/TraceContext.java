package io.rookery.hooks.endpoint;

import io.rookery.routing.port.TenantId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Knows the trace that the calling thread works for.
@FunctionalInterface
public interface TraceContext {
    /// No trace.
    TraceContext NONE = () -> null;

    /// The `traceparent` (W3C Trace Context level 1, §3.2) to send with a call, or null.
    @Nullable String traceparent();

    /// Takes the trace of this thread along: `task` is run later, on whatever thread, and what it
    /// begins belongs to that trace.
    default <T, R> Function<T, R> along(Function<T, R> task) {
        return task;
    }

    /// A call begins, for the trace of this thread if there is one.
    default Call begin(TenantId tenant, Operation operation) {
        String traceparent = traceparent();
        return traceparent == null ? Call.NONE : () -> traceparent;
    }

    /// One call in a trace. Any thread.
    @FunctionalInterface
    interface Call {
        /// A call that nobody follows.
        Call NONE = () -> null;

        /// What to send with it, or null.
        @Nullable String traceparent();

        /// It ended, or was not made.
        default void ended(Outcome outcome) {}
    }
}
