package io.rookery.server.roles;

/// What many clients may do together on one edge.
///
/// @param connections sockets of the edge
/// @param connectionsPerAddress sockets from one address; of IPv6 one /64
/// @param domainStanzas first-level elements a second of all clients of one domain
/// @param domainBytes their bytes a second
/// @param tenantStanzas first-level elements a second of all clients of one tenant
/// @param tenantBytes their bytes a second
public record CrowdSettings(
        int connections,
        int connectionsPerAddress,
        int domainStanzas,
        int domainBytes,
        int tenantStanzas,
        int tenantBytes) {
    private static final int MOST_CONNECTIONS = 10_000_000;
    private static final int MOST_STANZAS = 100_000_000;
    private static final int MOST_BYTES = 1_000_000_000;

    static final Setting<Integer> CONNECTIONS =
            Setting.number(
                    "edge.connections",
                    100_000,
                    1,
                    MOST_CONNECTIONS,
                    "connections that an edge takes; the process needs as many descriptors");
    static final Setting<Integer> CONNECTIONS_PER_ADDRESS =
            Setting.number(
                    "edge.connections-per-address",
                    1_000,
                    1,
                    MOST_CONNECTIONS,
                    "connections that an edge takes from one IPv4 address or one IPv6 /64");
    static final Setting<Integer> DOMAIN_STANZAS =
            Setting.number(
                    "edge.domain-stanzas-per-second",
                    100_000,
                    1,
                    MOST_STANZAS,
                    "stanzas a second that an edge reads from all clients of one domain together;"
                            + " it reads on when that is past");
    static final Setting<Integer> DOMAIN_BYTES =
            Setting.number(
                    "edge.domain-bytes-per-second",
                    100_000_000,
                    1_000,
                    MOST_BYTES,
                    "the same in bytes");
    static final Setting<Integer> TENANT_STANZAS =
            Setting.number(
                    "edge.tenant-stanzas-per-second",
                    200_000,
                    1,
                    MOST_STANZAS,
                    "stanzas a second that an edge reads from all clients of one tenant's domains"
                            + " together");
    static final Setting<Integer> TENANT_BYTES =
            Setting.number(
                    "edge.tenant-bytes-per-second",
                    200_000_000,
                    1_000,
                    MOST_BYTES,
                    "the same in bytes");

    static CrowdSettings from(SettingValues values) {
        return new CrowdSettings(
                values.of(CONNECTIONS),
                values.of(CONNECTIONS_PER_ADDRESS),
                values.of(DOMAIN_STANZAS),
                values.of(DOMAIN_BYTES),
                values.of(TENANT_STANZAS),
                values.of(TENANT_BYTES));
    }
}
