package io.rookery.edge.stream;

import io.rookery.edge.sasl.ChannelBindings;

/// What carries a stream.
///
/// @param secure TLS stands, or no TLS is asked for here (loopback in development is not secure)
/// @param upgradable STARTTLS may and must be done (RFC 6120 §5.3.1)
/// @param bindings what SCRAM can bind to
public record Link(boolean secure, boolean upgradable, ChannelBindings bindings) {
    /// A socket without TLS that must be upgraded.
    public static final Link STARTTLS = new Link(false, true, ChannelBindings.NONE);

    /// A socket without TLS that stays so.
    public static final Link PLAIN = new Link(false, false, ChannelBindings.NONE);

    /// A socket with TLS.
    public static Link secured(ChannelBindings bindings) {
        return new Link(true, false, bindings);
    }
}
