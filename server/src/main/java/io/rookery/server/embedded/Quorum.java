package io.rookery.server.embedded;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/// One broker among those that keep a log together; each is a controller too.
///
/// @param id of this broker, from 1
/// @param clusterId the same for all; only read when a directory is new
/// @param hosts addresses of the loopback interface, of broker 1 first; all use the same ports
public record Quorum(int id, String clusterId, List<String> hosts) {

    public Quorum {
        hosts = List.copyOf(hosts);
        if (id < 1 || id > hosts.size()) {
            throw new IllegalArgumentException(
                    "id: %d (expected: from 1 to %d)".formatted(id, hosts.size()));
        }
    }

    /// A broker without others, of a cluster that nobody has named.
    static Quorum alone() {
        return new Quorum(1, Uuid.randomUuid().toString(), List.of("127.0.0.1"));
    }

    String host() {
        return hosts.get(id - 1);
    }

    String voters(int controllerPort) {
        return IntStream.rangeClosed(1, hosts.size())
                .mapToObj(each -> "%d@%s:%d".formatted(each, hosts.get(each - 1), controllerPort))
                .collect(joining(","));
    }

    int replicas() {
        return Math.min(3, hosts.size());
    }

    /// Copies that a write waits for.
    int inSync() {
        return replicas() == 3 ? 2 : 1;
    }
}
