package io.rookery.testkit.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/// Where integration tests get their servers from: `auto` (what is there; the default),
/// `containers` or `embedded`. The system property `rookery.test.servers`, or the environment
/// variable `ROOKERY_TEST_SERVERS`, says it for all; `rookery.test.postgres` and
/// `rookery.test.kafka` for one.
public final class TestServers {
    private static final Path SOCKET = Path.of("/var/run/docker.sock");

    private TestServers() {}

    /// Whether PostgreSQL runs in a container.
    public static boolean isPostgresContainer() {
        return isContainer("postgres");
    }

    /// Whether Kafka runs in a container.
    public static boolean isKafkaContainer() {
        return isContainer("kafka");
    }

    /// A Kafka broker in a container, started; it ends with the JVM.
    public static String kafkaContainer() {
        KafkaContainer kafka =
                new KafkaContainer(
                        DockerImageName.parse(
                                        setting("kafka-image").orElse("apache/kafka-native:4.1.0"))
                                .asCompatibleSubstituteFor("apache/kafka-native"));
        kafka.start();
        return kafka.getBootstrapServers();
    }

    /// A setting of the tests' servers: the system property `rookery.test.<name>`, or
    /// `ROOKERY_TEST_<NAME>`.
    static Optional<String> setting(String name) {
        String variable = "ROOKERY_TEST_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
        return Optional.ofNullable(System.getProperty("rookery.test." + name))
                .or(() -> Optional.ofNullable(System.getenv(variable)))
                .filter(value -> !value.isBlank());
    }

    private static boolean isContainer(String server) {
        String choice = setting(server).or(() -> setting("servers")).orElse("auto");
        return switch (choice) {
            case "embedded" -> false;
            case "containers" -> true;
            // Testcontainers takes its time, and complains, where there is no trace of an engine.
            case "auto" ->
                    (Files.exists(SOCKET) || System.getenv("DOCKER_HOST") != null)
                            && DockerClientFactory.instance().isDockerAvailable();
            default ->
                    throw new IllegalArgumentException(
                            "rookery.test."
                                    + server
                                    + ": "
                                    + choice
                                    + " (expected: auto, containers or embedded)");
        };
    }
}
