package io.rookery.routing.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A node's settings in Pekko's words; the rest of them is `rookery-cluster.conf`.
final class NodeConfig {
    /// How long a first seed node waits for others before it begins a cluster alone, and when it
    /// must not: as long as Pekko's timers go.
    private static final Duration FIRST = Duration.ofSeconds(5);

    private static final Duration NEVER = Duration.ofDays(240);

    /// After which time any other asks again.
    private static final Duration OTHER = Duration.ofSeconds(2);

    private static final Duration INSTANT = Duration.ofMillis(1);

    /// Version of the messages between nodes that this one writes, and the oldest that it can read
    /// (docs/protocol.md §9).
    private static final int SPEAKS = 2;

    private static final int UNDERSTANDS = 1;

    private NodeConfig() {}

    static Config of(ClusterSettings settings, Joining joining) {
        Map<String, Object> values = new HashMap<>();
        MembershipSettings membership = settings.membership();
        values.put("pekko.remote.artery.canonical.hostname", settings.host());
        values.put("pekko.remote.artery.canonical.port", settings.port());
        // What a node says comes from its address, so that a network can tell nodes apart.
        values.put("pekko.remote.artery.advanced.tcp.outbound-client-hostname", settings.host());
        values.put("pekko.cluster.roles", List.copyOf(settings.roles()));
        values.put(
                "pekko.cluster.multi-data-center.self-data-center",
                DataCenters.of(settings.roles()));
        values.put("pekko.cluster.seed-node-timeout", patience(settings, joining));
        values.put("pekko.cluster.sharding.number-of-shards", settings.shards());
        // Who runs no accounts needs no other of its kind, and is judged by cores: that two edges
        // cannot reach each other must not keep a third out.
        values.put(
                "pekko.cluster.failure-detector.acceptable-heartbeat-pause",
                settings.roles().contains(DataCenters.CORE) ? membership.heartbeatPause() : NEVER);
        values.put(
                "pekko.cluster.multi-data-center.failure-detector.acceptable-heartbeat-pause",
                membership.heartbeatPause());
        values.put("pekko.cluster.split-brain-resolver.active-strategy", membership.strategy());
        values.put("pekko.cluster.split-brain-resolver.stable-after", membership.stableAfter());
        // Nothing at all would mean stable-after once more.
        Duration margin = membership.removalMargin();
        values.put("pekko.cluster.down-removal-margin", margin.isZero() ? INSTANT : margin);
        values.put(JoiningCheck.SHARDS, settings.shards());
        values.put(JoiningCheck.SPEAKS, SPEAKS);
        values.put(JoiningCheck.UNDERSTANDS, UNDERSTANDS);
        if (membership.tls().isPresent()) {
            values.put("pekko.remote.artery.transport", "tls-tcp");
        }
        if (settings.forceSerialisation()) {
            values.put("pekko.actor.serialize-messages", "on");
        }
        return ConfigFactory.parseMap(values)
                .withFallback(ConfigFactory.parseResources("rookery-cluster.conf"))
                .withFallback(ConfigFactory.load());
    }

    private static Duration patience(ClusterSettings settings, Joining joining) {
        if (!joining.first(settings.nodeName())) {
            return OTHER;
        }
        return joining.alone() ? FIRST : NEVER;
    }
}
