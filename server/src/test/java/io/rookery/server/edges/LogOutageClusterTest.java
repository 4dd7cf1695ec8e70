package io.rookery.server.edges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

/// P8 with real processes: the only broker is slow, or silent for a while. Messages come as before,
/// acknowledgements wait, and nothing is lost.
@Timeout(400)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("drill")
class LogOutageClusterTest {
    private static final String BROKER = "broker-1";
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final int TIMES = 6;

    /// Of a message while the log is away: on two busy cores, what a quiet machine does in 10 ms.
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    /// Bytes that a process may hold for some hundred messages which wait for the log.
    private static final long MORE = 8 << 20;

    private final Territory territory;
    private final CountDownLatch never = new CountDownLatch(1);

    LogOutageClusterTest(@TempDir Path data) {
        this.territory = new Territory(data);
    }

    @BeforeAll
    void start() throws Exception {
        territory.start(2, 2);
    }

    @AfterAll
    void stop() throws Exception {
        territory.close();
    }

    @Test
    @Order(1)
    void delivery_keeps_its_latency_while_the_log_takes_two_seconds() throws Exception {
        try (Chat chat = new Chat(territory, "slow", 5, 1, 2)) {
            chat.awaitMore(20);
            List<Duration> usual = heard(chat, 10);
            List<Duration> slow = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) {
                territory.cluster.pause(BROKER);
                long until = System.nanoTime() + SLOW.toNanos();
                slow.addAll(heard(chat, 5));
                never.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                territory.cluster.resume(BROKER);
                chat.awaitMore(5);
            }

            report("with the log", usual);
            report("with a log that is halted for 2 s, " + TIMES + " times", slow);
            assertThat(slow).allSatisfy(each -> assertThat(each).isLessThan(AT_ONCE));
            assertThat(chat.all()).allSatisfy(each -> assertThat(each.visited()).hasSize(1));
            chat.end();
        }
    }

    @Test
    @Order(2)
    void without_the_log_messages_come_and_none_counts_until_it_is_back() throws Exception {
        try (Chat chat = new Chat(territory, "away", 5, 1, 2)) {
            chat.awaitMore(20);
            Map<String, Long> before = held();
            territory.cluster.pause(BROKER);
            chat.awaitMore(5);
            int open = chat.unacknowledged();
            List<Duration> away = heard(chat, 30);
            assertThat(chat.unacknowledged())
                    .as("written since, by ten people")
                    .isGreaterThanOrEqualTo(open + 10 * 30);
            int waiting = chat.unacknowledged();
            Map<String, Long> meanwhile = held();
            territory.cluster.resume(BROKER);

            report("without the log", away);
            System.out.printf(
                    "bytes held: %s, with %d messages and more that wait for the log: %s%n",
                    before, waiting, meanwhile);
            assertThat(meanwhile)
                    .allSatisfy((node, bytes) ->
                            assertThat(bytes - before.getOrDefault(node, 0L))
                                    .as(node)
                                    .isLessThan(MORE));
            assertThat(away).allSatisfy(each -> assertThat(each).isLessThan(AT_ONCE));
            assertThat(chat.all()).allSatisfy(each -> assertThat(each.errors()).isEmpty());
            chat.end();
        }
    }

    /// What edges and cores hold, in bytes.
    private Map<String, Long> held() throws IOException {
        Map<String, Long> held = new TreeMap<>();
        for (String node : List.of("core-1", "core-2", "edge-1", "edge-2")) {
            held.put(node, territory.heldBytes(node));
        }
        return held;
    }

    private static List<Duration> heard(Chat chat, int times) throws InterruptedException {
        List<Duration> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.addAll(chat.silences(() -> {}));
        }
        return all;
    }

    private static void report(String what, List<Duration> silences) {
        List<Duration> sorted = silences.stream().sorted().toList();
        System.out.printf(
                "next message %s: p50 %d ms, p99 %d ms, longest %d ms%n",
                what,
                sorted.get(sorted.size() / 2).toMillis(),
                sorted.get(sorted.size() * 99 / 100).toMillis(),
                sorted.getLast().toMillis());
    }
}
