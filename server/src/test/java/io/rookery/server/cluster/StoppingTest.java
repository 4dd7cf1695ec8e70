package io.rookery.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.cli.Rookery;
import io.rookery.server.roles.StartFailure;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StoppingTest {
    private final Path data;
    private final Path beside;
    private final House house;

    StoppingTest(@TempDir Path directory) throws Exception {
        data = Files.createDirectory(directory.resolve("data"));
        beside = directory;
        house = new House(data);
    }

    @AfterEach
    void close() {
        house.close();
    }

    /// A supervisor may be starting a core again when `stop` is called, and write so a moment
    /// later: here, while the edge is being stopped.
    @Test
    void what_is_started_again_while_all_is_stopped_is_stopped_too() throws Exception {
        house.ended(Kind.CORE);
        Process revived = house.process(house.member(Kind.CORE));
        Path next = beside.resolve("next.json");
        Path known = data.resolve("nodes").resolve("core-1.json");
        Path seen = beside.resolve("seen.json");
        String before = Files.readString(known);
        house.directory.write(house.instance(house.member(Kind.CORE), revived.pid()));
        Files.move(known, next);
        Files.writeString(known, before);
        Process edge =
                house.process(
                        house.member(Kind.EDGE),
                        "trap 'kill $!; cp $KNOWN $SEEN; mv $NEXT $KNOWN; exit' TERM; sleep 600 &"
                                + " wait $!",
                        Map.of(
                                "KNOWN", known.toString(),
                                "NEXT", next.toString(),
                                "SEEN", seen.toString()));
        house.directory.write(house.instance(house.member(Kind.EDGE), edge.pid()));

        try (LocalCluster cluster = house.cluster()) {
            cluster.stop();
        }

        assertThat(seen).content().containsPattern("\"asked\" : true");
        assertThat(revived.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(house.written(Kind.CORE).pid()).isZero();
    }

    @Test
    void a_cluster_named_by_another_path_is_the_same() throws Exception {
        Process core = house.lives(Kind.CORE);
        Path link = Files.createSymbolicLink(beside.resolve("link"), data);

        try (LocalCluster cluster = house.cluster(link)) {
            assertThat(cluster.look()).extracting(Observation::pid).containsExactly(core.pid());
            assertThat(cluster.living("core-1").pid()).isEqualTo(core.pid());
            cluster.stop();
        }

        assertThat(core.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_cluster_whose_directory_was_moved_can_be_stopped() throws Exception {
        Process core = house.lives(Kind.CORE);
        Path moved = Files.move(data, beside.resolve("moved"));

        try (LocalCluster cluster = house.cluster(moved)) {
            cluster.stop();
        }

        assertThat(core.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void without_room_to_write_it_down_all_is_stopped_and_said() throws Exception {
        Process edge = house.lives(Kind.EDGE);
        Process core = house.lives(Kind.CORE);

        String said = onFullDisk("stop");

        assertThat(said).contains("cannot be written down").contains("status 1");
        assertThat(edge.waitFor(5, TimeUnit.SECONDS)).as(said).isTrue();
        assertThat(core.waitFor(5, TimeUnit.SECONDS)).as(said).isTrue();
        assertThat(fresh()).isEmpty();
    }

    @Test
    void without_room_to_write_it_down_a_node_is_killed_and_it_is_said() throws Exception {
        Process archiver = house.lives(Kind.ARCHIVER);

        String said = onFullDisk("kill", "archiver-1");

        assertThat(said).contains("cannot be written down").contains("status 1");
        assertThat(archiver.waitFor(5, TimeUnit.SECONDS)).as(said).isTrue();
        assertThat(fresh()).isEmpty();
    }

    /// No file gets a byte: for a process the same as a full disk.
    private String onFullDisk(String verb, String... more) throws Exception {
        String java = Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
        List<String> command =
                Stream.concat(
                                Stream.of(
                                        "sh",
                                        "-c",
                                        "ulimit -f 0; \"$@\"; echo status $?",
                                        "full",
                                        java,
                                        "-XX:-UsePerfData",
                                        "-Xmx128m",
                                        "-cp",
                                        System.getProperty("java.class.path", ""),
                                        Rookery.class.getName(),
                                        "cluster",
                                        verb,
                                        "--data",
                                        data.toString()),
                                Stream.of(more))
                        .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream said = process.getInputStream()) {
            return new String(said.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<Path> fresh() throws Exception {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(each -> String.valueOf(each.getFileName()).startsWith(".fresh"))
                    .toList();
        }
    }

    @Test
    void a_process_that_cannot_be_written_down_is_not_left_running() throws Exception {
        Member archiver = house.member(Kind.ARCHIVER);
        Files.writeString(data.resolve("nodes"), "no directory");
        Launch launch = new Launch(house.directory, Lodger.class.getName(), Lodger.jvm());

        assertThatThrownBy(() ->
                        launch.start(
                                archiver, house.directory.deployment().orElseThrow(), List.of()))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("--data: ");

        for (ProcessHandle each : marked(archiver)) {
            each.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    private List<ProcessHandle> marked(Member member) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(each ->
                            each.info()
                                    .arguments()
                                    .map(List::of)
                                    .orElse(List.of())
                                    .contains(house.directory.mark(member)))
                    .toList();
        }
    }

    @Test
    void operators_are_led_to_an_api_that_runs() throws Exception {
        Member second = new Member(Kind.API, 2, house.network);
        house.ended(Kind.API);
        assertThat(LocalCluster.apiOf(data)).contains(uri(house.member(Kind.API)));

        house.directory.write(house.instance(second, house.process(second).pid()));

        assertThat(LocalCluster.apiOf(data)).contains(uri(second));
    }

    private static URI uri(Member api) {
        return URI.create("http://" + api.at("api.port"));
    }
}
