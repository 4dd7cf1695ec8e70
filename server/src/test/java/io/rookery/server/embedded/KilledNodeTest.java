package io.rookery.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.roles.KafkaSettings;
import io.rookery.server.roles.PostgresSettings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `kill -9` of a node's JVM leaves behind, and that the next start copes with it.
@Timeout(180)
class KilledNodeTest {

    @TempDir Path data;

    /// The same at both starts, as a node's are.
    private final List<Integer> ports =
            List.of(
                    LoopbackPort.claim(PostgresSettings.PORT, 0),
                    LoopbackPort.claim(KafkaSettings.PORT, 0),
                    LoopbackPort.claim(KafkaSettings.CONTROLLER_PORT, 0));

    @Test
    void a_killed_node_starts_again_over_its_data() throws Exception {
        Process killed = startNode();
        awaitLine(killed, StorageNode.READY);

        killed.destroyForcibly().waitFor();

        // PostgreSQL is a process of its own and lives on; this is what makes the case hard.
        assertThat(postmasterOf(data)).isPresent();
        Process second = startNode();
        List<String> said = awaitLine(second, StorageNode.READY);
        assertThat(said).contains("rows [hark]", "records [hark]");
        second.destroy();
        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(postmasterOf(data)).isEmpty();
    }

    private Process startNode() throws Exception {
        String java = Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        StorageNode.class.getName(),
                        data.toString(),
                        Integer.toString(ports.get(0)),
                        Integer.toString(ports.get(1)),
                        Integer.toString(ports.get(2)))
                .redirectErrorStream(true)
                .start();
    }

    private static List<String> awaitLine(Process process, String wanted) throws Exception {
        List<String> said = new ArrayList<>();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            if (line.equals(wanted)) {
                return said;
            }
        }
        throw new AssertionError("ended without \"%s\": %s".formatted(wanted, said));
    }

    private static Optional<ProcessHandle> postmasterOf(Path data) throws Exception {
        Path file = data.resolve("postgres/cluster/postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    }
}
