package io.rookery.server.running;

import io.rookery.server.Assembly;
import io.rookery.server.assembly.NodeParts;
import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.roles.Node;
import io.rookery.server.roles.SettingValues;
import io.rookery.server.roles.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A node with every role on embedded servers, as `./rookery up` starts it: with TLS, and with
/// every message between its parts serialised. A test class says `@ExtendWith(StartNode.class)` and
/// takes it as a parameter.
public final class RunningNode implements AutoCloseable {
    private final Path data;
    private final Settings settings;
    private final NodeParts parts;
    private final Node node;

    private RunningNode(Path data) {
        this.data = data;
        this.settings =
                Settings.from(
                        new SettingValues()
                                .commandLine(
                                        List.of(
                                                "data=" + data,
                                                "shards=8",
                                                "postgres.port=0",
                                                "kafka.port=0",
                                                "kafka.controller-port=0",
                                                "edge.host=127.0.0.1",
                                                "edge.port=0",
                                                "edge.tls-port=0",
                                                "edge.websocket-tls-port=0",
                                                "edge.websocket-port=0",
                                                "api.port=0",
                                                "management.port=0",
                                                "hooks.allow-loopback=on",
                                                "cluster.serialise-always=on")));
        this.parts = Assembly.components(settings);
        this.node = new Node(parts.all());
    }

    static RunningNode start() {
        try {
            RunningNode started = new RunningNode(Files.createTempDirectory("rookery-test"));
            started.node.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("data: (expected: a temporary directory)", e);
        }
    }

    /// Where its data are.
    public Path data() {
        return settings.data();
    }

    /// Where clients connect, by listener: `c2s`, `c2s-tls`, `wss`, `ws`.
    public Map<String, InetSocketAddress> clientAddresses() {
        return parts.clientAddresses();
    }

    /// Where the tenant API is.
    public URI api() {
        return parts.apiUri().orElseThrow();
    }

    /// The operator's key of the tenant API.
    public String operatorKey() {
        try {
            return Files.readString(data.resolve("operator.key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("operator.key: (expected: kept in " + data + ")", e);
        }
    }

    /// Its database.
    public DatabaseAccess database() {
        return parts.database();
    }

    @Override
    public void close() throws IOException {
        node.stop();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
