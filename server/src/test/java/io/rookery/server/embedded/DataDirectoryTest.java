package io.rookery.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir Path parent;

    @Test
    void a_second_node_is_kept_out_and_told_who_is_in() {
        Path path = parent.resolve("deep/data");
        DataDirectory first = new DataDirectory(path);
        DataDirectory second = new DataDirectory(path);

        first.start();

        assertThatThrownBy(second::start)
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "data: %s (expected: a directory that no other node uses; process %d does)"
                                .formatted(path, ProcessHandle.current().pid()));
        first.stop();
        second.start();
        second.stop();
    }

    @Test
    void a_file_in_its_place_is_refused() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(new DataDirectory(file)::start)
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("data: " + file);
    }

    @Test
    void stopping_what_never_started_does_nothing() {
        DataDirectory directory = new DataDirectory(parent.resolve("never"));

        directory.stop();

        assertThat(parent.resolve("never")).doesNotExist();
    }
}
