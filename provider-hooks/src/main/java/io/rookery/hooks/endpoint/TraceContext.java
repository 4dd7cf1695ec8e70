package io.rookery.hooks.endpoint;

import org.jspecify.annotations.Nullable;

/// Knows the trace that the calling thread works for.
@FunctionalInterface
public interface TraceContext {
    /// No trace.
    TraceContext NONE = () -> null;

    /// The `traceparent` (W3C Trace Context level 1, §3.2) to send with a call, or null.
    @Nullable String traceparent();
}
