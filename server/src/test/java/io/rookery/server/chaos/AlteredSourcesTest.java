package io.rookery.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.roles.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlteredSourcesTest {
    private static final Path ROOT = Path.of(System.getProperty("rookery.home", ".."));
    private static final String CLASS_PATH = System.getProperty("java.class.path", "");

    @TempDir private Path directory;

    @Test
    void nodes_as_they_are_delivered_need_no_sources() {
        assertThat(AlteredSources.none().isEmpty()).isTrue();
        assertThat(AlteredSources.none().haveFailpoints()).isFalse();
        assertThat(AlteredSources.areIn(directory)).isFalse();
    }

    @Test
    void a_sabotage_is_compiled_together_with_every_failpoint() throws Exception {
        Path classes = directory.resolve("classes");
        AlteredSources altered = AlteredSources.withFailpoints(ROOT, "offset-outside-transaction");

        altered.compile(CLASS_PATH, classes);

        assertThat(altered.haveFailpoints()).isTrue();
        assertThat(altered.files()).hasSize(1 + Failpoint.values().length);
        assertThat(classes.resolve("io/rookery/archive/ingest/BatchWriter.class")).exists();
        assertThat(classes.resolve("io/rookery/routing/account/Messages.class")).exists();
    }

    @Test
    void the_next_version_is_compiled_from_its_parts() throws Exception {
        Path classes = directory.resolve("classes");
        AlteredSources next = AlteredSources.nextVersion(ROOT);

        next.compile(CLASS_PATH, classes);

        assertThat(next.haveFailpoints()).isFalse();
        assertThat(next.files()).hasSize(2);
        assertThat(classes.resolve("io/rookery/routing/cluster/NodeConfig.class")).exists();
        assertThat(classes.resolve("io/rookery/routing/cluster/WireSerializer.class")).exists();
    }

    @Test
    void a_sabotage_that_does_not_exist_is_refused_with_those_that_do() throws Exception {
        assertThatThrownBy(() ->
                        AlteredSources.sabotaged(ROOT, "no-such-thing")
                                .compile(CLASS_PATH, directory.resolve("classes")))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("sabotage: no-such-thing (expected: one of ")
                .hasMessageContaining("no-roll-call");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void a_sabotage_of_the_simulation_s_fakes_is_refused() {
        assertThatThrownBy(() ->
                        AlteredSources.sabotaged(ROOT, "no-fence")
                                .compile(CLASS_PATH, directory.resolve("classes")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("(expected: one that alters what nodes run)");
    }

    @Test
    void without_the_sources_nothing_can_be_altered() {
        assertThatThrownBy(() ->
                        AlteredSources.sabotaged(directory, "no-roll-call")
                                .compile(CLASS_PATH, directory.resolve("classes")))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("rookery.home: ");
    }

    @Test
    void every_failpoint_has_its_file_and_every_file_its_failpoint() throws Exception {
        try (Stream<Path> files = Files.list(ROOT.resolve("testkit/src/test/failpoints"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.of(Failpoint.values())
                                    .map(place -> place.word() + ".txt")
                                    .toList());
        }
        for (Failpoint place : Failpoint.values()) {
            String text =
                    Files.readString(
                            ROOT.resolve("testkit/src/test/failpoints")
                                    .resolve(place.word() + ".txt"));
            assertThat(text)
                    .contains("\"" + place.trigger(directory).getFileName() + "\"")
                    .contains(".halt(");
        }
    }
}
