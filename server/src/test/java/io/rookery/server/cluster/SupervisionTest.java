package io.rookery.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.rookery.server.cluster.Supervision.Backoff;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SupervisionTest {
    private static final Backoff QUICK =
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofDays(1_000_000));

    private final Path data;
    private final House house;
    private final LocalCluster cluster;
    private Thread supervisor = new Thread();

    SupervisionTest(@TempDir Path data) {
        this.data = data;
        house = new House(data);
        cluster = house.cluster();
    }

    @BeforeEach
    void keepsWatching() throws Exception {
        // While anything is there that was not stopped in order.
        house.lives(Kind.API);
    }

    @AfterEach
    void stop() throws Exception {
        supervisor.interrupt();
        supervisor.join();
        cluster.stop();
        cluster.close();
        house.close();
    }

    private void supervise(boolean restarting) {
        Supervision supervision = new Supervision(cluster, restarting, QUICK, house.said::add);
        supervisor =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                supervision.run();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    @Test
    void what_ended_before_the_first_look_is_started_again() throws Exception {
        long ended = house.ended(Kind.ARCHIVER);

        supervise(true);
        house.hear("archiver-1 ended unasked; it starts again");

        assertThat(house.another(Kind.ARCHIVER, ended).alive()).isTrue();
    }

    @Test
    void what_ends_again_before_anybody_looks_is_started_again_all_the_same() throws Exception {
        Files.createDirectories(data.resolve("archiver-1"));
        Files.writeString(data.resolve("archiver-1").resolve("mayflies"), "2");
        house.ended(Kind.ARCHIVER);

        supervise(true);
        for (int times = 1; times <= 3; times++) {
            house.hear("archiver-1 ended unasked; it starts again");
        }

        assertThat(data.resolve("archiver-1").resolve("mayflies")).hasContent("0");
    }

    @Test
    void what_could_not_be_started_again_is_tried_until_it_can() throws Exception {
        long ended = house.ended(Kind.ARCHIVER);
        Path inTheWay = Files.writeString(data.resolve("archiver-1"), "no directory");

        supervise(true);
        house.hear("archiver-1 cannot be started again");
        house.hear("archiver-1 cannot be started again");
        Files.delete(inTheWay);

        assertThat(house.another(Kind.ARCHIVER, ended).alive()).isTrue();
    }

    @Test
    void a_busy_core_is_told_again_of_an_end() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer core =
                HttpServer.create(
                        new InetSocketAddress(
                                house.member(Kind.CORE).address(),
                                house.member(Kind.CORE).port("management.port")),
                        8);
        core.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(asked.incrementAndGet() < 3 ? 503 : 200, -1);
                    }
                });
        core.start();
        try {
            house.lives(Kind.CORE);
            house.ended(Kind.EDGE);

            supervise(false);
            String first = house.hear("edge-1 ended unasked");

            assertThat(first).doesNotContain("told");
            assertThat(house.hear("edge-1 has ended")).contains("the cluster has been told");
            assertThat(asked).hasValue(3);
        } finally {
            core.stop(0);
        }
    }

    @Test
    void when_nobody_could_be_told_of_an_end_it_is_said() throws Exception {
        house.ended(Kind.EDGE);

        supervise(false);

        assertThat(house.hear("edge-1 has ended")).contains("no core could be told");
    }
}
