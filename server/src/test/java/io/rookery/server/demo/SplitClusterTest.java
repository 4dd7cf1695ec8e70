package io.rookery.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A cluster whose network is slow and then cut in two, in a network namespace of its own.
@Timeout(540)
@Tag("drill")
class SplitClusterTest {
    private static final int LIMIT_SECONDS = 510;

    @TempDir Path directory;

    @Test
    void
            who_is_slow_or_in_the_smaller_half_stops_and_comes_back_without_a_hand_and_nobody_loses_anything()
                    throws Exception {
        Path said = directory.resolve("drill.txt");
        String java = Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
        Process drill =
                new ProcessBuilder(
                                "unshare",
                                "--net",
                                "sh",
                                "-c",
                                "ip link set lo up && exec \"$@\"",
                                "drill",
                                java,
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path", ""),
                                SplitDrill.class.getName(),
                                directory.resolve("data").toString(),
                                "77")
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            assertThat(drill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            drill.destroy();
        }

        System.out.println(Files.readString(said));
        assertThat(drill.exitValue()).as(Files.readString(said)).isZero();
    }
}
