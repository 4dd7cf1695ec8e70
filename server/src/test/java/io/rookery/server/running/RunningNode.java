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
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/// A node with every role on embedded servers, as `./rookery up` starts it: with TLS, and with
/// every message between its parts serialised. A test class says `@ExtendWith(StartNode.class)` and
/// takes it as a parameter, or starts one with settings of its own.
public final class RunningNode implements AutoCloseable {
    /// Any free ports on loopback, few shards, and an API that tests may call as often as they do.
    private static final List<String> SETTINGS =
            List.of(
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
                    "api.address-requests=1000000",
                    "api.key-requests=1000000",
                    "management.port=0",
                    "cluster.serialise-always=on");

    private final Path data;
    private final NodeParts parts;
    private final Node node;

    private RunningNode(Path data, List<String> more) {
        this.data = data;
        SettingValues values = new SettingValues();
        values.commandLine(List.of("data=" + data)).commandLine(SETTINGS).commandLine(more);
        this.parts = Assembly.components(Settings.from(values));
        this.node = new Node(parts.all());
    }

    /// Starts one in a directory of its own, which goes with it.
    ///
    /// @param more settings, as on the command line
    public static RunningNode start(String... more) {
        try {
            RunningNode started =
                    new RunningNode(Files.createTempDirectory("rookery-test"), List.of(more));
            started.node.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("data: (expected: a temporary directory)", e);
        }
    }

    /// Starts one over data that are there or not, which stay when it is [#stop]ped.
    ///
    /// @param more settings, as on the command line
    public static RunningNode startIn(Path data, String... more) {
        RunningNode started = new RunningNode(data, List.of(more));
        started.node.start();
        return started;
    }

    /// Stops it, and leaves its data.
    public void stop() {
        node.stop();
    }

    /// Where its data are.
    public Path data() {
        return data;
    }

    /// Where clients connect, by listener: `c2s`, `c2s-tls`, `wss`, `ws`.
    public Map<String, InetSocketAddress> clientAddresses() {
        return parts.clientAddresses();
    }

    /// Where the tenant API is.
    public URI api() {
        return parts.apiUri().orElseThrow();
    }

    /// Where metrics and health are.
    public URI management() {
        return parts.managementUri().orElseThrow();
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

    /// Its brokers.
    public String brokers() {
        return parts.brokers();
    }

    /// Samples sessions now, for the minute that begins at `at`.
    public CompletionStage<Void> sampleUsage(Instant at) {
        return parts.sampleUsage(at);
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
