package io.rookery.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class NodeClassesTest {
    @TempDir Path directory;

    @Test
    void a_training_that_is_broken_off_leaves_neither_processes_nor_files() throws Exception {
        NodeClasses classes = new NodeClasses(directory, Trainee.class.getName(), _ -> {});
        FutureTask<NodeJvm> training = new FutureTask<>(classes::prepare);
        Thread thread = new Thread(training, "prepare");
        thread.start();
        ProcessHandle server = server();

        thread.interrupt();
        thread.join();

        server.onExit().get(10, TimeUnit.SECONDS);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).noneMatch(each -> each.toString().contains("training"));
        }
    }

    /// The PostgreSQL of the training, once it takes connections.
    private ProcessHandle server() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 1_200; i++) {
            List<String> lines = lines();
            if (lines.size() > 7 && lines.get(7).strip().equals("ready")) {
                return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).orElseThrow();
            }
            assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
        }
        throw new AssertionError("no PostgreSQL in " + directory);
    }

    private List<String> lines() throws IOException {
        try (Stream<Path> files = Files.walk(directory, 5)) {
            List<Path> found = files.filter(each -> each.endsWith("postmaster.pid")).toList();
            return found.isEmpty() ? List.of() : Files.readAllLines(found.getFirst());
        } catch (UncheckedIOException e) {
            // It came or went while it was looked for.
            return List.of();
        }
    }
}
