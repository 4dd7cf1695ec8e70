package io.rookery.edge.websocket;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides from which pages a browser may connect (RFC 6455 §10.2).
///
/// @param admitted origins as browsers write them; `*` admits all
public record OriginPolicy(Set<String> admitted) {
    public OriginPolicy {
        admitted = Set.copyOf(admitted);
    }

    /// Whether a handshake with this `Origin` goes on; null is a client that is no browser.
    public boolean admits(@Nullable String origin) {
        return origin == null || admitted.contains("*") || admitted.contains(origin);
    }
}
