package io.rookery.server.embedded;

import io.rookery.server.roles.Component;
import io.rookery.server.roles.KafkaSettings;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/// A Kafka broker with its controller in this JVM, alone or one of a quorum. It listens on the
/// loopback interface only and keeps its log in the data directory.
public final class EmbeddedKafka implements Component {

    private static final String CLIENTS = "PLAINTEXT";
    private static final String CONTROLLER = "CONTROLLER";

    /// Starts are few, and a pool's threads would outlive them.
    private static final Executor OWN_THREAD = task -> new Thread(task, "kafka-start").start();

    private final Path directory;
    private final KafkaSettings settings;
    private final Quorum quorum;

    private int port;
    private @Nullable KafkaRaftServer server;

    /// @param data the node's data directory
    public EmbeddedKafka(Path data, KafkaSettings settings) {
        this(data, settings, Quorum.alone());
    }

    /// @param quorum this broker and the others; with others, ports must be fixed and the same
    public EmbeddedKafka(Path data, KafkaSettings settings, Quorum quorum) {
        this.quorum = quorum;
        this.directory = data.resolve("kafka");
        this.settings = settings;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public void start() throws InterruptedException {
        port = LoopbackPort.claim(KafkaSettings.PORT, quorum.host(), settings.port());
        int controllerPort =
                LoopbackPort.claim(
                        KafkaSettings.CONTROLLER_PORT, quorum.host(), settings.controllerPort());
        ownersOnly();
        format();
        KafkaRaftServer starting =
                new KafkaRaftServer(
                        KafkaConfig.fromProps(properties(port, controllerPort)), Time.SYSTEM);
        CompletableFuture<Boolean> started =
                CompletableFuture.supplyAsync(
                        () -> {
                            starting.startup();
                            return true;
                        },
                        OWN_THREAD);
        try {
            started.get();
            server = starting;
        } catch (InterruptedException e) {
            // A broker that is interrupted while it starts halts the JVM: it starts and is stopped.
            started.exceptionally(failure -> false).join();
            stop(starting);
            throw e;
        } catch (ExecutionException e) {
            stop(starting);
            throw new StartFailure("kafka: did not start: " + e.getCause(), e);
        }
    }

    /// Where clients find it, once started.
    public String bootstrapServers() {
        return quorum.host() + ":" + port;
    }

    @Override
    public String summary() {
        return bootstrapServers();
    }

    @Override
    public void stop() {
        KafkaRaftServer stopping = server;
        server = null;
        if (stopping != null) {
            stop(stopping);
        }
    }

    private static void stop(KafkaRaftServer stopping) {
        stopping.shutdown();
        stopping.awaitShutdown();
    }

    /// The log is what users write: nobody else on this machine is to read it.
    private void ownersOnly() {
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new StartFailure("kafka: cannot write to %s: %s".formatted(directory, e), e);
        }
    }

    /// Gives a new directory its identity. A directory that has one keeps it.
    private void format() {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(quorum.id())
                    .setClusterId(quorum.clusterId())
                    .setDirectories(List.of(directory.toString()))
                    .setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName(CONTROLLER)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) {
            // The formatter declares no narrower type.
            throw new StartFailure("kafka: cannot prepare %s: %s".formatted(directory, e), e);
        }
    }

    private Properties properties(int port, int controllerPort) {
        String replicas = Integer.toString(quorum.replicas());
        String inSync = Integer.toString(quorum.inSync());
        Properties properties = new Properties();
        if (quorum.hosts().size() == 1) {
            // There is nobody to wait for: a lone controller elects itself at once.
            properties.put("controller.quorum.election.timeout.ms", "100");
            properties.put("controller.quorum.election.backoff.max.ms", "100");
        }
        properties.putAll(
                Map.ofEntries(
                        Map.entry("process.roles", "broker,controller"),
                        Map.entry("node.id", Integer.toString(quorum.id())),
                        Map.entry("controller.quorum.voters", quorum.voters(controllerPort)),
                        Map.entry(
                                "listeners",
                                "%1$s://%2$s:%3$d,%4$s://%2$s:%5$d"
                                        .formatted(
                                                CLIENTS,
                                                quorum.host(),
                                                port,
                                                CONTROLLER,
                                                controllerPort)),
                        Map.entry(
                                "advertised.listeners",
                                "%s://%s:%d".formatted(CLIENTS, quorum.host(), port)),
                        Map.entry("controller.listener.names", CONTROLLER),
                        Map.entry("inter.broker.listener.name", CLIENTS),
                        Map.entry(
                                "listener.security.protocol.map",
                                "%s:PLAINTEXT,%s:PLAINTEXT".formatted(CLIENTS, CONTROLLER)),
                        Map.entry("log.dirs", directory.toString()),
                        Map.entry("metadata.log.dir", directory.toString()),
                        // After a kill the controller believes in the old broker for this long, and
                        // the new one
                        // waits. A pause that is longer fences the broker until its next heartbeat.
                        Map.entry("broker.session.timeout.ms", "3000"),
                        Map.entry("broker.heartbeat.interval.ms", "500"),
                        Map.entry("auto.create.topics.enable", "false"),
                        Map.entry("default.replication.factor", replicas),
                        Map.entry("min.insync.replicas", inSync),
                        Map.entry("offsets.topic.replication.factor", replicas),
                        Map.entry("offsets.topic.num.partitions", "1"),
                        Map.entry("transaction.state.log.replication.factor", replicas),
                        Map.entry("transaction.state.log.min.isr", inSync),
                        Map.entry("transaction.state.log.num.partitions", "1"),
                        Map.entry("share.coordinator.state.topic.replication.factor", replicas),
                        Map.entry("share.coordinator.state.topic.min.isr", inSync),
                        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                        Map.entry("group.initial.rebalance.delay.ms", "0"),
                        // The defaults are for a machine of its own: 128 MiB of heap for the
                        // cleaner alone.
                        Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
                        Map.entry("log.cleaner.threads", "1"),
                        Map.entry("num.network.threads", "2"),
                        Map.entry("num.io.threads", "2"),
                        Map.entry("background.threads", "2"),
                        Map.entry("num.recovery.threads.per.data.dir", "1")));
        return properties;
    }
}
