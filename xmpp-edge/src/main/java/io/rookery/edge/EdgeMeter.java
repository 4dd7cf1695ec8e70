package io.rookery.edge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What an edge counts. Called on many threads, often: implementations only add.
public interface EdgeMeter {
    /// Counts nothing.
    EdgeMeter NONE = new EdgeMeter() {};

    /// A client's socket was accepted by the listener of this name.
    default void opened(String listener) {}

    /// That socket is closed.
    default void closed(String listener) {}

    /// A socket was closed at once, because there are too many.
    default void refused(String listener) {}

    /// A login ended.
    ///
    /// @param domain served domain
    /// @param mechanism SASL mechanism
    /// @param failure condition's element of RFC 6120 §6.5, null when it succeeded
    default void login(
            String domain, String mechanism, @Nullable String failure, Duration duration) {}

    /// Stanzas and bytes read from a client of `domain`.
    default void received(String domain, int stanzas, long bytes) {}

    /// Stanzas and bytes written to a client of `domain`.
    default void sent(String domain, int stanzas, long bytes) {}

    /// A stream was closed with this error condition.
    default void streamError(String condition) {}

    /// A session began, or was resumed.
    default void session(String domain, boolean resumed) {}
}
