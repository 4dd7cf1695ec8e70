package io.rookery.server.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.running.RunningNode;
import io.rookery.server.running.StartNode;
import io.rookery.testkit.transcript.Connector;
import io.rookery.testkit.transcript.Transcript;
import io.rookery.testkit.transcript.TranscriptParser;
import io.rookery.testkit.transcript.TranscriptRunner;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// The transcripts that the test kit runs in process, against a whole node over TCP and WebSocket
/// with TLS.
@ExtendWith(StartNode.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TranscriptsOverSocketTest {
    private static final Path DIRECTORY = Path.of("../testkit/src/test/transcripts");
    private static final int AT_ONCE = 6;

    /// What cannot be seen over a socket stays a short list.
    private static final int MOST_IN_PROCESS_ONLY = 5;

    private final RunningNode node;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService runs = Executors.newFixedThreadPool(AT_ONCE);

    TranscriptsOverSocketTest(RunningNode node) {
        this.node = node;
    }

    @AfterAll
    void stop() {
        runs.shutdownNow();
        http.close();
    }

    @TestFactory
    List<DynamicTest> every_transcript_goes_as_written_over_sockets() throws IOException {
        String only = System.getProperty("transcript", "");
        Map<Path, Transcript> chosen = new LinkedHashMap<>();
        for (Path file : files()) {
            Transcript transcript = TranscriptParser.read(file);
            if (file.toString().contains(only) && transcript.runsOverSockets()) {
                chosen.put(file, transcript);
            }
        }
        Map<Path, Future<?>> started = start(chosen);
        return chosen.keySet().stream()
                .map(file ->
                        DynamicTest.dynamicTest(
                                DIRECTORY.relativize(file).toString(),
                                file.toUri(),
                                () -> await(Objects.requireNonNull(started.get(file)))))
                .toList();
    }

    /// Those that wait longest begin first.
    private Map<Path, Future<?>> start(Map<Path, Transcript> chosen) {
        List<Path> order = new ArrayList<>(chosen.keySet());
        order.sort(Comparator.comparing((Path file) -> require(chosen, file).passes()).reversed());
        Map<Path, Future<?>> started = new HashMap<>();
        for (Path file : order) {
            int number = started.size();
            started.put(file, runs.submit(() -> run(require(chosen, file), number)));
        }
        return started;
    }

    private static Transcript require(Map<Path, Transcript> all, Path file) {
        return Objects.requireNonNull(all.get(file));
    }

    private void run(Transcript transcript, int number) {
        try (Connector connector = new SocketConnector(node, http, number)) {
            TranscriptRunner.run(transcript, connector);
        }
    }

    private static void await(Future<?> run) throws Throwable {
        try {
            run.get();
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    @Test
    void few_transcripts_cannot_run_over_sockets() throws IOException {
        List<Transcript> all = files().stream().map(TranscriptParser::read).toList();

        List<Transcript> inProcess = all.stream().filter(t -> !t.runsOverSockets()).toList();
        List<Transcript> sockets = all.stream().filter(t -> !t.runsInProcess()).toList();

        System.out.printf(
                "%d transcripts: %d in process only, %d over sockets only, the others both ways%n",
                all.size(), inProcess.size(), sockets.size());
        inProcess.forEach(t -> System.out.println(t.source() + ": " + t.setting().why()));
        assertThat(inProcess).hasSizeLessThanOrEqualTo(MOST_IN_PROCESS_ONLY);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(DIRECTORY)) {
            return all.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
        }
    }
}
