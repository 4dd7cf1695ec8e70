package io.rookery.routing.cluster;

import java.time.Duration;
import java.util.Set;

/// How this node takes part in the cluster.
///
/// @param host address that other nodes reach it at
/// @param port Artery port, 0 for any free one
/// @param roles of `edge`, `core`; with neither it asks for other nodes' accounts
/// @param shards number of shards, equal to the log's partitions
/// @param gateways gateway actors of an edge
/// @param rollCallTimeout how long an opening shard waits for edges
/// @param tail how long before the log's end a replay begins
/// @param stash commands that an account keeps while its shard opens
/// @param idleAfter how long an account with nothing to do stays in memory
/// @param forceSerialisation every message is serialised even inside this process
public record ClusterSettings(
        String host,
        int port,
        MembershipSettings membership,
        Set<String> roles,
        int shards,
        int gateways,
        Duration rollCallTimeout,
        Duration tail,
        int stash,
        Duration idleAfter,
        boolean forceSerialisation) {
    /// Name of the actor system; the same on every node.
    static final String SYSTEM = "rookery";

    public ClusterSettings {
        roles = Set.copyOf(roles);
    }

    /// One node on loopback with both roles.
    public static ClusterSettings single(int shards) {
        return new ClusterSettings(
                "127.0.0.1",
                0,
                MembershipSettings.ALONE,
                Set.of("edge", "core"),
                shards,
                4,
                Duration.ofSeconds(5),
                Duration.ofMinutes(2),
                1_000,
                Duration.ofMinutes(2),
                false);
    }

    /// The same at this place, with these roles.
    public ClusterSettings placed(
            String at, int portThere, Set<String> as, MembershipSettings member) {
        return new ClusterSettings(
                at,
                portThere,
                member,
                as,
                shards,
                gateways,
                rollCallTimeout,
                tail,
                stash,
                idleAfter,
                forceSerialisation);
    }

    /// The same at the port that it was given.
    ClusterSettings at(int given) {
        return placed(host, given, roles, membership);
    }

    /// The same, with every message serialised or not.
    public ClusterSettings serialising(boolean always) {
        return new ClusterSettings(
                host,
                port,
                membership,
                roles,
                shards,
                gateways,
                rollCallTimeout,
                tail,
                stash,
                idleAfter,
                always);
    }

    /// Whether it has sessions or accounts; else it only asks for those of others, and can do
    /// without a cluster.
    boolean serves() {
        return roles.contains("edge") || roles.contains("core");
    }

    String nodeName() {
        return host + ':' + port;
    }
}
