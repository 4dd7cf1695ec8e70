package io.rookery.server.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.routing.cluster.MemberView;
import io.rookery.server.observability.Health.Phase;
import io.rookery.server.observability.Health.Weight;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import io.rookery.server.roles.TelemetrySettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final InstantSource clock = now::get;
    private final Health health = new Health(clock);
    private final Management management = management(0);
    private final HttpClient client = HttpClient.newHttpClient();

    private Management management(int port) {
        Telemetry telemetry =
                new Telemetry(
                        new TelemetrySettings(Optional.empty(), Duration.ofMinutes(1), 0, false),
                        "test",
                        clock);
        return new Management(
                new Settings.Management(true, "127.0.0.1", port, false, false), telemetry, health);
    }

    @BeforeEach
    void start() {
        management.start();
    }

    @AfterEach
    void stop() {
        management.stop();
        client.close();
    }

    @Test
    void a_node_that_starts_lives_and_is_not_ready() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = get("/health/ready");

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.headers().firstValue("content-type")).contains("application/json");
        assertThat(ready.body()).contains("\"status\":\"not-ready\",\"phase\":\"starting\"");
    }

    @Test
    void a_running_node_is_ready_until_it_stops() throws Exception {
        health.phase(Phase.RUNNING);
        int running = get("/health/ready").statusCode();
        health.phase(Phase.STOPPING);

        assertThat(running).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void a_part_that_only_degrades_is_told_and_leaves_the_node_ready() throws Exception {
        failing("database", Weight.DEGRADES);

        HttpResponse<String> ready = get("/health/ready");

        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body())
                .contains("\"degraded\":true")
                .contains(
                        "{\"part\":\"database\",\"status\":\"down\",\"weight\":\"degrades\",\"detail\":\"away"
                            + " \\\"now\\\"\\n\"}");
    }

    @Test
    void without_a_part_that_is_needed_the_node_is_not_ready_and_lives() throws Exception {
        failing("kafka", Weight.NEEDED);
        now.set(Instant.EPOCH.plus(Health.PATIENCE.multipliedBy(2)));

        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void one_failure_alone_is_no_reason_to_send_clients_elsewhere() throws Exception {
        health.phase(Phase.RUNNING);
        health.add("kafka", Weight.NEEDED, ManagementTest::fail);
        health.parts().getFirst().look();

        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void a_vital_part_that_stays_silent_means_that_the_process_is_dead() throws Exception {
        health.phase(Phase.RUNNING);
        health.add("edge", Weight.VITAL, () -> {});
        int before = get("/health/live").statusCode();
        now.set(Instant.EPOCH.plus(Health.PATIENCE).plusSeconds(1));

        assertThat(before).isEqualTo(200);
        assertThat(get("/health/live").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void metrics_come_as_prometheus_asks_for_them() throws Exception {
        HttpResponse<String> plain = get("/metrics");
        HttpResponse<String> open =
                client.send(
                        HttpRequest.newBuilder(uri("/metrics"))
                                .header("Accept", "application/openmetrics-text; version=1.0.0")
                                .build(),
                        BodyHandlers.ofString());

        assertThat(plain.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(plain.body()).contains("jvm_memory_used_bytes{type=\"heap\"}");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void other_paths_and_methods_are_refused() throws Exception {
        HttpResponse<String> post =
                client.send(
                        HttpRequest.newBuilder(uri("/metrics"))
                                .POST(BodyPublishers.ofString("x"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(get("/metrics/../secret").statusCode()).isEqualTo(404);
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(post.statusCode()).isEqualTo(405);
    }

    @Test
    void members_are_told_as_this_node_sees_them() throws Exception {
        management.cluster(
                () -> List.of(new MemberView("127.0.2.1:25520", Set.of("core"), "up", false)),
                address -> false);

        assertThat(get("/cluster/members").body())
                .isEqualToIgnoringNewLines(
                        "[{\"address\":\"127.0.2.1:25520\",\"roles\":\"core\",\"status\":\"up\","
                                + "\"reachable\":false}]");
    }

    @Test
    void nobody_removes_a_member_unless_it_is_set() throws Exception {
        List<String> removed = new ArrayList<>();
        management.cluster(List::of, removed::add);

        assertThat(delete(management, "/cluster/members/127.0.2.2:25520")).isEqualTo(405);
        assertThat(removed).isEmpty();
    }

    @Test
    void a_supervisor_removes_a_member_where_it_is_set() throws Exception {
        List<String> removed = new ArrayList<>();
        Management allowing =
                new Management(
                        new Settings.Management(true, "127.0.0.1", 0, true, true),
                        new Telemetry(
                                new TelemetrySettings(
                                        Optional.empty(), Duration.ofMinutes(1), 0, false),
                                "test",
                                clock),
                        health);
        allowing.start();
        try {
            int unknown = delete(allowing, "/cluster/members/127.0.2.9:25520");
            allowing.cluster(List::of, removed::add);

            assertThat(unknown).isEqualTo(404);
            assertThat(delete(allowing, "/cluster/members/127.0.2.2:25520")).isEqualTo(200);
            assertThat(removed).containsExactly("127.0.2.2:25520");
        } finally {
            allowing.stop();
        }
    }

    @Test
    void a_drain_is_begun_seen_and_called_off_where_it_is_set() throws Exception {
        Emptying part = new Emptying();
        Management allowing =
                new Management(
                        new Settings.Management(true, "127.0.0.1", 0, false, true),
                        new Telemetry(
                                new TelemetrySettings(
                                        Optional.empty(), Duration.ofMinutes(1), 0, false),
                                "test",
                                clock),
                        health);
        health.phase(Phase.RUNNING);
        allowing.start();
        try {
            int nothing = send(allowing, "POST", "/drain").statusCode();
            allowing.drains(part);
            HttpResponse<String> begun = send(allowing, "POST", "/drain?rate=7&seconds=9");
            HttpResponse<String> ready = send(allowing, "GET", "/health/ready");
            int wrong = send(allowing, "POST", "/drain?rate=fast").statusCode();
            HttpResponse<String> over = send(allowing, "DELETE", "/drain");

            assertThat(nothing).isEqualTo(404);
            assertThat(begun.statusCode()).isEqualTo(200);
            assertThat(begun.body())
                    .isEqualToIgnoringWhitespace(
                            "{\"draining\":true,\"moving\":true,\"moved\":7,\"left\":9,\"elsewhere\":1}");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("\"phase\":\"draining\"");
            assertThat(wrong).isEqualTo(400);
            assertThat(over.body()).contains("\"draining\":false");
            assertThat(send(allowing, "GET", "/health/ready").statusCode()).isEqualTo(200);
        } finally {
            allowing.stop();
        }
    }

    @Test
    void nobody_drains_unless_it_is_set_nor_from_a_page_of_another_origin() throws Exception {
        Emptying part = new Emptying();
        management.drains(part);

        assertThat(send(management, "POST", "/drain").statusCode()).isEqualTo(403);
        assertThat(send(management, "GET", "/drain").statusCode()).isEqualTo(200);
        assertThat(part.progress().draining()).isFalse();
        Management allowing =
                new Management(
                        new Settings.Management(true, "127.0.0.1", 0, false, true),
                        new Telemetry(
                                new TelemetrySettings(
                                        Optional.empty(), Duration.ofMinutes(1), 0, false),
                                "test",
                                clock),
                        health);
        allowing.drains(part);
        allowing.start();
        try {
            URI uri = allowing.uri().orElseThrow().resolve("/drain");
            HttpRequest request =
                    HttpRequest.newBuilder(uri)
                            .header("Origin", "https://evil.example")
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
            assertThat(part.progress().draining()).isFalse();
        } finally {
            allowing.stop();
        }
    }

    @Test
    void who_cannot_take_part_again_stays_drained_and_says_why() throws Exception {
        Management allowing =
                new Management(
                        new Settings.Management(true, "127.0.0.1", 0, false, true),
                        new Telemetry(
                                new TelemetrySettings(
                                        Optional.empty(), Duration.ofMinutes(1), 0, false),
                                "test",
                                clock),
                        health);
        health.phase(Phase.RUNNING);
        allowing.drains(new Stuck());
        allowing.start();
        try {
            send(allowing, "POST", "/drain");
            HttpResponse<String> answer = send(allowing, "DELETE", "/drain");

            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body()).contains("not let in");
            assertThat(send(allowing, "GET", "/health/ready").body())
                    .contains("\"phase\":\"draining\"");
        } finally {
            allowing.stop();
        }
    }

    /// A core that the cluster does not let in again.
    private static final class Stuck implements Drainable {
        @Override
        public void drain(OptionalInt rate, Duration most) {
            // It is drained from the beginning.
        }

        @Override
        public void undrain() {
            throw new IllegalStateException("cluster: not let in");
        }

        @Override
        public Progress progress() {
            return new Progress(true, false, 0, 0, 1);
        }
    }

    private HttpResponse<String> send(Management to, String method, String path) throws Exception {
        URI uri = to.uri().orElseThrow().resolve(path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static final class Emptying implements Drainable {
        private Progress now = new Progress(false, false, 0, 0, 1);

        @Override
        public void drain(OptionalInt rate, Duration most) {
            now = new Progress(true, true, rate.orElse(0), (int) most.toSeconds(), 1);
        }

        @Override
        public void undrain() {
            now = new Progress(false, false, 0, 0, 1);
        }

        @Override
        public Progress progress() {
            return now;
        }
    }

    private int delete(Management from, String path) throws Exception {
        URI uri = from.uri().orElseThrow().resolve(path);
        return client.send(HttpRequest.newBuilder(uri).DELETE().build(), BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void a_port_that_is_taken_is_told_in_one_line() {
        int port = management.uri().orElseThrow().getPort();

        assertThatThrownBy(() -> management(port).start())
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("management.port: 127.0.0.1:" + port + " (expected: ");
    }

    @Test
    void turned_off_it_listens_nowhere() {
        Management off =
                new Management(
                        new Settings.Management(false, "127.0.0.1", 0, false, false),
                        new Telemetry(
                                new TelemetrySettings(
                                        Optional.empty(), Duration.ofMinutes(1), 0, false),
                                "test",
                                clock),
                        health);

        off.start();

        assertThat(off.uri()).isEmpty();
        assertThat(off.summary()).isEqualTo("off");
    }

    private void failing(String name, Weight weight) {
        health.phase(Phase.RUNNING);
        health.add(name, weight, ManagementTest::fail);
        Health.Part part = health.parts().getFirst();
        part.look();
        part.look();
    }

    private static void fail() throws IOException {
        throw new IOException("away \"now\"\n");
    }

    private URI uri(String path) {
        return management.uri().orElseThrow().resolve(path);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }
}
