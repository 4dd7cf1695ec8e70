package io.rookery.server.edges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.chaos.AlteredSources;
import io.rookery.server.cli.Rookery;
import io.rookery.server.cluster.Kind;
import io.rookery.server.cluster.NodeClasses;
import io.rookery.server.cluster.NodeJvm;
import io.rookery.server.cluster.Observation;
import io.rookery.server.cluster.Observation.State;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A rolling upgrade, and the way back, under clients that write to each other all the while. The
/// other version is this one that announces the next and says more than this one knows
/// ([AlteredSources#nextVersion]), or what is built in another checkout whose path the property
/// `rookery.drill.other` gives.
@Timeout(600)
@Tag("drill")
class UpgradeClusterTest {
    private static final Path ROOT = Path.of(System.getProperty("rookery.home", ".."));
    private static final String OTHER = System.getProperty("rookery.drill.other", "");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final OptionalInt RATE = OptionalInt.of(50);
    private static final Set<Kind> ROLLED = Set.of(Kind.ARCHIVER, Kind.API, Kind.CORE, Kind.EDGE);

    private final Territory territory;

    UpgradeClusterTest(@TempDir Path data) {
        this.territory = new Territory(data);
    }

    @BeforeEach
    void start() throws Exception {
        territory.start(2, 2);
    }

    @AfterEach
    void stop() throws Exception {
        territory.close();
    }

    @Test
    void every_node_goes_to_the_other_version_and_back_and_no_session_is_closed_and_nothing_lost()
            throws Exception {
        NodeJvm other = OTHER.isEmpty() ? next() : built(Path.of(OTHER));
        NodeJvm own = NodeJvm.likeThis();
        try (Chat chat = new Chat(territory, "upgrade", 5, 1, 2)) {
            chat.awaitMore(5);

            roll(other);
            chat.awaitMore(5);
            roll(own);
            chat.awaitMore(5);

            assertThat(chat.all())
                    .allSatisfy(each -> {
                        assertThat(each.resumptions()).as(each.diary()).isGreaterThan(1);
                        assertThat(each.binds()).as(each.diary()).isEqualTo(1);
                    });
            chat.end();
        }
    }

    /// Every node that is a program of ours runs with `jvm` afterwards.
    private void roll(NodeJvm jvm) throws Exception {
        territory.cluster.use(jvm);
        territory.cluster.rolling().restart(RATE, LONG);
        List<Observation> rolled =
                territory.cluster.look().stream()
                        .filter(each -> ROLLED.contains(each.member().kind()))
                        .toList();
        assertThat(rolled).hasSize(6);
        for (Observation each : rolled) {
            assertThat(each.state()).as(each.member().name()).isEqualTo(State.UP);
            assertThat(Files.readString(Path.of("/proc", Long.toString(each.pid()), "cmdline")))
                    .as(each.member().name())
                    .contains("\0" + jvm.classPath() + "\0");
        }
    }

    private static NodeJvm next() throws InterruptedException {
        Path kept = NodeClasses.in(Path.of(System.getProperty("rookery.home", ".")));
        return new NodeClasses(kept, Rookery.class.getName(), line -> {})
                .prepare(AlteredSources.nextVersion(ROOT));
    }

    /// What `./rookery build` made in another checkout.
    private static NodeJvm built(Path home) throws IOException {
        Path target = home.resolve("server/target");
        try (Stream<Path> files = Files.list(target)) {
            Path jar =
                    files.filter(file -> file.getFileName().toString().matches("server-.*\\.jar"))
                            .findFirst()
                            .orElseThrow();
            String libraries = Files.readString(target.resolve("classpath.txt")).strip();
            return new NodeJvm(jar + File.pathSeparator + libraries, List.of());
        }
    }
}
