package io.rookery.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL's and Kafka's disks run full, each a small file system in a mount namespace of its
/// own.
@Timeout(480)
@Tag("drill")
class FullDiskTest {
    private static final int LIMIT_SECONDS = 450;

    /// Mounts before it becomes the drill; all of it is gone when the drill ends.
    private static final String SCRIPT =
            """
            data=$1; shift
            mkdir -p "$data/storage" "$data/broker-1" &&
            mount -t tmpfs -o size=320m none "$data/storage" &&
            mount -t tmpfs -o size=64m none "$data/broker-1" &&
            exec "$@"
            """;

    @TempDir Path directory;

    @Test
    void nothing_acknowledged_is_lost_and_all_goes_on_when_there_is_room_again() throws Exception {
        Path said = directory.resolve("drill.txt");
        String data = directory.resolve("data").toString();
        String java = Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
        Process drill =
                new ProcessBuilder(
                                "unshare",
                                "--mount",
                                "--propagation",
                                "private",
                                "sh",
                                "-c",
                                SCRIPT,
                                "drill",
                                data,
                                java,
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path", ""),
                                FullDiskDrill.class.getName(),
                                data,
                                "78")
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            assertThat(drill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            drill.destroy();
            System.out.println(Files.readString(said));
        }

        assertThat(drill.exitValue()).as(Files.readString(said)).isZero();
    }
}
