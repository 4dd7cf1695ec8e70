package io.rookery.testkit.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.testkit.world.WorldConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TranscriptsInProcessTest {
    private static final Path DIRECTORY = Path.of("src/test/transcripts");
    private static final long SEED = 1;

    @TestFactory
    Stream<DynamicTest> every_transcript_goes_as_written() throws IOException {
        String only = System.getProperty("transcript", "");
        return files().stream()
                .filter(file -> file.toString().contains(only))
                .filter(file -> TranscriptParser.read(file).runsInProcess())
                .map(file ->
                        DynamicTest.dynamicTest(
                                DIRECTORY.relativize(file).toString(),
                                file.toUri(),
                                () -> run(file)));
    }

    private static void run(Path file) {
        Transcript transcript = TranscriptParser.read(file);
        try (Connector connector = new WorldConnector(SEED)) {
            TranscriptRunner.run(transcript, connector);
        }
    }

    @Test
    void there_are_transcripts() throws IOException {
        assertThat(files()).hasSizeGreaterThan(20);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(DIRECTORY)) {
            return all.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
        }
    }
}
