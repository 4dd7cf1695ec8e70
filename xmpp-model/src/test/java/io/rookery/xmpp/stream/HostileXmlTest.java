package io.rookery.xmpp.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.xml.Limits;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each file of the corpus is what a peer sends from its first byte on; its name begins with the
/// condition of the stream error that must answer it.
final class HostileXmlTest {

    private final StanzaParser parser = new StanzaParser(Limits.authenticated());

    @TestFactory
    Stream<DynamicTest> hostile_streams_end_with_the_right_error() throws Exception {
        return corpus().stream()
                .map(file ->
                        DynamicTest.dynamicTest(
                                file.getFileName().toString(), () -> endsWell(file)));
    }

    private void endsWell(Path file) throws IOException {
        String condition = file.getFileName().toString().split("\\.", 2)[0];
        byte[] bytes = Files.readAllBytes(file);

        List<String> whole = Peer.parsed(parser, bytes);
        List<String> halves = Peer.parsed(parser, bytes, bytes.length / 2);

        assertThat(StreamError.Condition.named(condition)).isNotNull();
        assertThat(whole).last().isEqualTo("error " + condition);
        assertThat(halves).isEqualTo(whole);
    }

    @Test
    void the_corpus_is_there() throws Exception {
        assertThat(corpus()).hasSizeGreaterThan(100);
    }

    @Test
    void a_hostile_stream_is_cut_anywhere_with_the_same_outcome() throws Exception {
        for (Path file : corpus()) {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length > 1000) {
                continue;
            }
            List<String> whole = Peer.parsed(parser, bytes);
            for (int cut = 0; cut <= bytes.length; cut++) {
                assertThat(Peer.parsed(parser, bytes, cut))
                        .as("%s cut at %d", file.getFileName(), cut)
                        .isEqualTo(whole);
            }
        }
    }

    private static List<Path> corpus() throws IOException, URISyntaxException {
        Path folder =
                Path.of(
                        Objects.requireNonNull(HostileXmlTest.class.getResource("/xml-hostile"))
                                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
