package io.rookery.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.roles.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String FIRST = "seed 7, 120 s, 300 messages a second, roles [core, edge]";

    @TempDir Path directory;

    private void file(String name, String text) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    @Test
    void of_an_earlier_report_goes_what_a_run_writes_and_nothing_else() throws Exception {
        file("plan.txt", FIRST + "\n  kill -9 core-1 for 1.0 s …\n");
        file("faults.log", "");
        file("verdict.txt", "");
        file("a1@one.example.talker.log", "");
        file("a1@one.example.pager.log", "");
        file("nodes/core-1.log", "");
        file("cluster/cluster.json", "{}");
        file("notes.txt", "mine");
        file("nodes.txt", "mine");

        new Report(directory).clear();

        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("notes.txt", "nodes.txt");
    }

    @Test
    void a_directory_with_another_plan_is_left_alone() throws Exception {
        for (String plan : List.of("", "1. buy milk\n", "seed 7\n" + FIRST, "\u0000\u0001")) {
            file("plan.txt", plan);
            file("nodes/diary", "dear diary");

            assertThatThrownBy(() -> new Report(directory).clear())
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("--report: ");

            assertThat(directory.resolve("nodes/diary")).hasContent("dear diary");
        }
        Files.write(directory.resolve("plan.txt"), new byte[] {(byte) 0xff, 1});
        assertThatThrownBy(() -> new Report(directory).clear()).isInstanceOf(StartFailure.class);
    }

    @Test
    void an_empty_directory_and_none_are_as_they_should_be() throws Exception {
        new Report(directory).clear();
        new Report(directory.resolve("none")).clear();

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_checker_that_was_ended_itself_has_judged_nothing() {
        List<String> said = new ArrayList<>();

        assertThat(List.of(0, 1, 3).stream().map(each -> TrafficProcess.judged(each, said::add)))
                .containsExactly(0, 1, 3);
        assertThat(said).isEmpty();
        assertThat(TrafficProcess.judged(137, said::add)).isEqualTo(1);
        assertThat(said).singleElement().asString().contains("137");
    }
}
