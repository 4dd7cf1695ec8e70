package io.rookery.server.roles;

import io.rookery.server.roles.Settings.Switch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// How nodes reach each other, and when they give each other up (ADR 6).
///
/// @param seedNodes `host:port` of nodes to join, `dns:name:port` of several; none: this node
///   begins a cluster
/// @param seedLeast how many they must stand for before this node joins for the first time
/// @param begin this node begins a cluster though it was in one before
/// @param tls how nodes know each other; empty: whoever reaches the port is one
/// @param serialiseAlways every message is serialised even inside this process
public record MemberSettings(
        String host,
        int port,
        List<String> seedNodes,
        int seedLeast,
        boolean begin,
        Duration joinWithin,
        Times times,
        Optional<Tls> tls,
        boolean serialiseAlways) {
    private static final Pattern SEED =
            Pattern.compile("(dns:)?([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})");

    static final Setting<String> HOST =
            Setting.name("cluster.host", "127.0.0.1", "address that other nodes reach");
    public static final Setting<Integer> PORT =
            Setting.port("cluster.port", 0, "port that other nodes reach");
    static final Setting<Optional<String>> SEED_NODES =
            Setting.text(
                    "cluster.seed-nodes",
                    "",
                    "host:port or dns:name:port, with commas between several, or nothing",
                    "nodes to join, the same list on every node: the first begins the cluster when"
                            + " it starts for the first time; dns:name:port stands for every"
                            + " address that DNS has for the name (a headless service), and nodes"
                            + " then name themselves by address in cluster.host; without any this"
                            + " node is a cluster of its own");
    static final Setting<Integer> SEED_LEAST =
            Setting.number(
                    "cluster.seed-least",
                    1,
                    1,
                    1_000,
                    "how many nodes cluster.seed-nodes must stand for before a node joins for the"
                            + " first time; with dns: the number of cores, or two that know"
                            + " different lists might begin two clusters");
    static final Setting<Switch> BEGIN =
            Setting.choice(
                    "cluster.begin",
                    Switch.OFF,
                    Switch.class,
                    "on: this node begins a cluster when no other answers it for 5 s, though it was"
                            + " in one before; for one start of one node, when all cores have ended"
                            + " and some will not come back");
    static final Setting<Duration> JOIN_WITHIN =
            Setting.duration(
                    "cluster.join-within",
                    "60s",
                    Duration.ofSeconds(5),
                    Duration.ofHours(1),
                    "how long a start waits to be let into the cluster");
    static final Setting<Strategy> STRATEGY =
            Setting.choice(
                    "cluster.strategy",
                    Strategy.KEEP_MAJORITY,
                    Strategy.class,
                    "which part goes on when the cores fall apart: the one with more of them, or"
                            + " the one with the oldest");
    static final Setting<Duration> HEARTBEAT_PAUSE =
            Setting.duration(
                    "cluster.heartbeat-pause",
                    "8s",
                    Duration.ofSeconds(2),
                    Duration.ofMinutes(2),
                    "silence of a node that the others bear; longer than any pause of its JVM");
    static final Setting<Duration> STABLE_AFTER =
            Setting.duration(
                    "cluster.stable-after",
                    "6s",
                    Duration.ofSeconds(2),
                    Duration.ofMinutes(2),
                    "how long the same nodes must be silent until the majority of cores removes"
                            + " them, and a minority ends its own part; its accounts move after"
                            + " cluster.heartbeat-pause + 1 s + cluster.stable-after +"
                            + " cluster.removal-margin: 15 s");
    static final Setting<Duration> REMOVAL_MARGIN =
            Setting.duration(
                    "cluster.removal-margin",
                    "0s",
                    Duration.ZERO,
                    Duration.ofMinutes(2),
                    "time between the removal of a core and the opening of its shards elsewhere;"
                        + " none is needed, since a removed core can write nothing that counts");
    static final Setting<Optional<String>> TLS_CERTIFICATE =
            Setting.text(
                    "cluster.tls.certificate",
                    "",
                    "a file, or nothing",
                    "this node's certificate for other nodes (PEM, its own first), with"
                            + " cluster.host among its alternative names; with it, nodes talk over"
                            + " mutual TLS");
    static final Setting<Optional<String>> TLS_KEY =
            Setting.text(
                    "cluster.tls.key",
                    "",
                    "a file, or nothing",
                    "the key of cluster.tls.certificate (PKCS#8 as PEM, RSA or EC, no password)");
    static final Setting<Optional<String>> TLS_AUTHORITY =
            Setting.text(
                    "cluster.tls.authority",
                    "",
                    "a file, or nothing",
                    "certificates (PEM) of the authority that signs nodes' certificates: whoever"
                            + " has another's does not join");
    static final Setting<Switch> SERIALISE_ALWAYS =
            Setting.choice(
                    "cluster.serialise-always",
                    Switch.OFF,
                    Switch.class,
                    "whether messages inside one process are serialised too, to find what is"
                            + " not fit for many");

    public MemberSettings {
        seedNodes = List.copyOf(seedNodes);
    }

    /// When a silent node is given up.
    ///
    /// @param strategy which part of a divided cluster goes on
    /// @param heartbeatPause silence that is borne
    /// @param stableAfter how long the same nodes must be silent
    /// @param removalMargin from removal to opening elsewhere
    public record Times(
            Strategy strategy,
            Duration heartbeatPause,
            Duration stableAfter,
            Duration removalMargin) {}

    /// Which part of a divided cluster goes on.
    public enum Strategy {
        KEEP_MAJORITY,
        KEEP_OLDEST
    }

    /// Where the node's certificate for other nodes is.
    public record Tls(Path certificate, Path key, Path authority) {}

    private static Optional<Tls> tls(SettingValues values) {
        Optional<Path> certificate = values.of(TLS_CERTIFICATE).map(Path::of);
        Optional<Path> key = values.of(TLS_KEY).map(Path::of);
        Optional<Path> authority = values.of(TLS_AUTHORITY).map(Path::of);
        if (certificate.isPresent() && key.isPresent() && authority.isPresent()) {
            return Optional.of(new Tls(certificate.get(), key.get(), authority.get()));
        }
        if (certificate.isEmpty() && key.isEmpty() && authority.isEmpty()) {
            return Optional.empty();
        }
        String missing =
                certificate.isEmpty()
                        ? TLS_CERTIFICATE.key()
                        : key.isEmpty() ? TLS_KEY.key() : TLS_AUTHORITY.key();
        throw StartFailure.of(missing, "nothing", "a file: the three cluster.tls.* go together");
    }

    private static List<String> seedNodes(String text) {
        List<String> nodes = List.of(text.split(","));
        if (!nodes.stream().allMatch(node -> SEED.matcher(node).matches())) {
            throw StartFailure.of(
                    SEED_NODES.key(), text, "host:port or dns:name:port, with commas between");
        }
        return nodes;
    }

    static MemberSettings from(SettingValues values) {
        return new MemberSettings(
                values.of(HOST),
                values.of(PORT),
                values.of(SEED_NODES).map(MemberSettings::seedNodes).orElse(List.of()),
                values.of(SEED_LEAST),
                values.of(BEGIN).isOn(),
                values.of(JOIN_WITHIN),
                new Times(
                        values.of(STRATEGY),
                        values.of(HEARTBEAT_PAUSE),
                        values.of(STABLE_AFTER),
                        values.of(REMOVAL_MARGIN)),
                tls(values),
                values.of(SERIALISE_ALWAYS).isOn());
    }
}
