package io.rookery.edge;

/// Maxima of an edge for what many clients do together.
///
/// @param connections sockets of the whole edge
/// @param connectionsPerAddress sockets from one address (IPv6: one /64)
/// @param domain what all sessions of one domain may send here
/// @param tenant what all sessions of one tenant's domains may send here
public record CrowdLimits(int connections, int connectionsPerAddress, Rate domain, Rate tenant) {

    /// Far above what a domain needs that harms nobody: an edge itself passes some 50,000 elements
    /// a second and core.
    public static final CrowdLimits DEFAULT =
            new CrowdLimits(
                    100_000, 1_000, new Rate(100_000, 100_000_000), new Rate(200_000, 200_000_000));

    /// What may be sent in a second; as much at once after silence.
    ///
    /// @param stanzas first-level elements, at least 1
    /// @param bytes of them, at least 1
    public record Rate(int stanzas, int bytes) {}
}
