package io.rookery.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Each benchmark of `bench/src/micro` runs: one short iteration, that says nothing of speed.
class MicroTest {
    private static final Path ROOT =
            Path.of(System.getProperty("rookery.home", "..")).toAbsolutePath().normalize();

    @Test
    void every_benchmark_runs() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ROOT.resolve("bench/src/micro/Micro.java").toString(),
                                ROOT.toString(),
                                "-f",
                                "0",
                                "-wi",
                                "0",
                                "-i",
                                "1",
                                "-r",
                                "20ms",
                                "-foe",
                                "true")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        List<String> results =
                Files.readAllLines(ROOT.resolve("bench/target/micro/results.csv")).stream()
                        .filter(line -> !line.contains(":"))
                        .skip(1)
                        .toList();
        assertThat(results).hasSize(benchmarks());
    }

    private static int benchmarks() throws IOException {
        try (Stream<Path> sources = Files.walk(ROOT.resolve("bench/src/micro/java"))) {
            int all = 0;
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                all += (int) Files.readString(source).lines().filter(MicroTest::marks).count();
            }
            return all;
        }
    }

    private static boolean marks(String line) {
        return line.strip().equals("@Benchmark");
    }
}
