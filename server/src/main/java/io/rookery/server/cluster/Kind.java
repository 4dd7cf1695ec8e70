package io.rookery.server.cluster;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a process of a deployment is, in the order in which they start; they stop in reverse.
public enum Kind {
    STORAGE(9, 64, Map.of("postgres.port", 15_432)),
    BROKER(4, 256, Map.of("kafka.port", 19_092, "kafka.controller-port", 19_093)),
    CORE(2, 256, Map.of("cluster.port", 25_520, "management.port", 9_464)),
    ARCHIVER(3, 192, Map.of("management.port", 9_464)),
    API(5, 192, Map.of("api.port", 8_080, "cluster.port", 25_520, "management.port", 9_464)),
    EDGE(
            1,
            256,
            Map.of(
                    "edge.port",
                    5_222,
                    "edge.tls-port",
                    5_223,
                    "edge.websocket-tls-port",
                    5_443,
                    "edge.websocket-port",
                    5_280,
                    "cluster.port",
                    25_520,
                    "management.port",
                    9_464));

    private final int third;
    private final int heapMegabytes;

    @SuppressWarnings("ImmutableEnumChecker") // every one is made by Map.of
    private final Map<String, Integer> ports;

    Kind(int third, int heapMegabytes, Map<String, Integer> ports) {
        this.third = third;
        this.heapMegabytes = heapMegabytes;
        this.ports = ports;
    }

    /// Third number of the addresses of its nodes.
    int third() {
        return third;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }

    /// By the setting that names each.
    Map<String, Integer> ports() {
        return ports;
    }

    /// Whether it is a Rookery node, started by `up`, with health and metrics.
    boolean isNode() {
        return ports.containsKey("management.port");
    }

    /// Whether it joins the cluster of accounts.
    boolean isMember() {
        return ports.containsKey("cluster.port");
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What `cluster add` may add, by its word.
    public static Optional<Kind> ofNode(String word) {
        return Stream.of(values())
                .filter(Kind::isNode)
                .filter(kind -> kind.word().equals(word))
                .findFirst();
    }
}
