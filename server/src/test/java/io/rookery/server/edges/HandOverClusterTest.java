package io.rookery.server.edges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.cluster.Observation.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// P3 with real processes and the times that nodes have by default: how long clients hear nothing
/// when a core ends under the supervisor's eyes, ends while PostgreSQL is away, and is halted. One
/// cluster serves all tests, in their order.
@Timeout(900)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("drill")
class HandOverClusterTest {
    private static final int CORES = 3;
    private static final int PAIRS = 10;
    private static final int KILLS = 9;
    private static final int HALTS = 4;

    /// Messages from each client, so that nodes have run for a while, as in use: the first seconds
    /// of a JVM are slow.
    private static final int WARM = 150;

    /// P3 when the supervisor saw the exit.
    private static final Duration SEEN = Duration.ofSeconds(5);

    /// P3 when only the failure detector could know.
    private static final Duration SILENT = Duration.ofSeconds(30);

    private final Territory territory;

    HandOverClusterTest(@TempDir Path data) {
        this.territory = new Territory(data);
    }

    @BeforeAll
    void start() throws Exception {
        territory.start(2, CORES);
    }

    @AfterAll
    void stop() throws Exception {
        territory.close();
    }

    @Test
    @Order(1)
    void a_killed_cores_clients_go_on_in_seconds() throws Exception {
        try (Chat chat = new Chat(territory, "killed", PAIRS, 1, 2)) {
            List<Duration> silences = new ArrayList<>();
            chat.awaitMore(WARM);
            for (int i = 0; i < KILLS; i++) {
                String core = core(i);
                chat.awaitMore(10);
                silences.addAll(chat.silences(() -> territory.cluster.kill(core)));
                territory.cluster.restart(core);
                territory.awaitCores(CORES);
            }

            judge(KILLS + " kills seen", silences, SEEN);
            everybodyStayed(chat);
            chat.end();
        }
    }

    @Test
    @Order(2)
    void a_killed_cores_clients_go_on_without_postgresql() throws Exception {
        try (Chat chat = new Chat(territory, "alone", PAIRS, 1, 2)) {
            chat.awaitMore(10);
            territory.cluster.kill("storage");

            List<Duration> silences = chat.silences(() -> territory.cluster.kill("core-2"));
            territory.cluster.restart("storage");
            territory.cluster.restart("core-2");

            judge("1 kill seen, without PostgreSQL", silences, SEEN);
            everybodyStayed(chat);
            chat.end();
        }
    }

    @Test
    @Order(3)
    void a_killed_cores_clients_go_on_while_a_member_of_another_kind_is_silent() throws Exception {
        try (Chat chat = new Chat(territory, "unheard", PAIRS, 1, 2)) {
            List<Duration> silences = new ArrayList<>();
            chat.awaitMore(WARM);
            for (int i = 0; i < CORES; i++) {
                String core = core(i);
                chat.awaitMore(10);
                territory.cluster.pause("api-1");
                silences.addAll(chat.silences(() -> territory.cluster.kill(core)));
                territory.cluster.resume("api-1");
                territory.cluster.restart(core);
                territory.awaitCores(CORES);
            }

            judge(CORES + " kills seen; the API, a member, halted", silences, SEEN);
            everybodyStayed(chat);
            chat.end();
        }
    }

    @Test
    @Order(4)
    void a_halted_cores_clients_go_on_when_the_failure_detector_knows() throws Exception {
        try (Chat chat = new Chat(territory, "halted", PAIRS, 1, 2)) {
            List<Duration> silences = new ArrayList<>();
            for (int i = 0; i < HALTS; i++) {
                String core = core(i);
                chat.awaitMore(10);
                silences.addAll(chat.silences(() -> territory.cluster.pause(core)));
                territory.cluster.resume(core);
                // Who has just been let in again does not count yet: another halt would leave no
                // majority.
                territory.awaitCores(CORES);
            }

            judge(HALTS + " halts", silences, SILENT);
            everybodyStayed(chat);
            chat.end();
        }
        assertThat(territory.cluster.look())
                .allSatisfy(each -> assertThat(each.state()).isEqualTo(State.UP));
    }

    private static String core(int turn) {
        return "core-" + (turn % CORES + 1);
    }

    private static void judge(String what, List<Duration> silences, Duration most) {
        List<Duration> sorted = silences.stream().sorted().toList();
        Duration longest = sorted.getLast();
        System.out.printf(
                "hand-over, %s, %d clients: p50 %d ms, p99 %d ms, longest %d ms%n",
                what,
                2 * PAIRS,
                sorted.get(sorted.size() / 2).toMillis(),
                sorted.get(sorted.size() * 99 / 100).toMillis(),
                longest.toMillis());
        assertThat(longest).as(what).isLessThan(most);
    }

    private static void everybodyStayed(Chat chat) {
        assertThat(chat.all())
                .allSatisfy(each -> {
                    assertThat(each.visited()).as(each.diary()).hasSize(1);
                    assertThat(each.binds()).as(each.diary()).isEqualTo(1);
                });
    }
}
