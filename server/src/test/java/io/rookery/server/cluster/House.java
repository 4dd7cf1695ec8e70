package io.rookery.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.cluster.ClusterDirectory.Written;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// A deployment's directory, with processes that only seem to be its members: each waits, in a
/// shell, for what a test wants of it.
final class House implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    /// Its input stays open as long as the test runs.
    private static final String WAITING = "read line; exit";

    /// Whatever else runs on this machine.
    final Network network =
            new Network(
                    ThreadLocalRandom.current().nextInt(1, 255),
                    ThreadLocalRandom.current().nextInt(1_000, 6_000));

    final ClusterDirectory directory;
    final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final List<Process> processes = new ArrayList<>();

    House(Path data) {
        directory = new ClusterDirectory(data);
        directory.write(new Written(new Deployment(1, 1, 1, 1, 1, network, List.of()), "id"));
    }

    LocalCluster cluster() {
        return cluster(directory.path());
    }

    LocalCluster cluster(Path named) {
        return new LocalCluster(named, Lodger.class.getName(), Lodger.jvm(), said::add);
    }

    Member member(Kind kind) {
        return new Member(kind, 1, network);
    }

    /// A process that seems to be this member, not written down.
    Process process(Member member) throws IOException {
        return process(member, WAITING, Map.of());
    }

    /// @param script is run by a shell
    Process process(Member member, String script, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", script, directory.mark(member))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    Instance instance(Member member, long pid) {
        return new Instance(
                member, pid, Instant.EPOCH, directory.log(member), directory.mark(member), false);
    }

    /// A process that seems to be this member, and is written down.
    Process lives(Kind kind) throws IOException {
        Process process = process(member(kind));
        directory.write(instance(member(kind), process.pid()));
        return process;
    }

    /// A member whose process has ended, which nobody asked for.
    long ended(Kind kind) throws IOException, InterruptedException {
        Process process = process(member(kind), "exit", Map.of());
        process.waitFor();
        directory.write(instance(member(kind), process.pid()));
        return process.pid();
    }

    Instance written(Kind kind) {
        return directory.instance(member(kind)).orElseThrow();
    }

    /// Waits for a line.
    String hear(String words) throws InterruptedException {
        List<String> others = new ArrayList<>();
        String line = said.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        while (line != null && !line.contains(words)) {
            others.add(line);
            line = said.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(line).as("with %s, after %s", words, others).isNotNull();
        return String.valueOf(line);
    }

    /// Waits until another process than this is written down.
    Instance another(Kind kind, long than) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 600 && written(kind).pid() == than; i++) {
            assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(written(kind).pid()).isNotEqualTo(than);
        return written(kind);
    }

    @Override
    public void close() {
        for (Process each : processes) {
            each.descendants().forEach(ProcessHandle::destroyForcibly);
            each.destroyForcibly();
        }
    }
}
