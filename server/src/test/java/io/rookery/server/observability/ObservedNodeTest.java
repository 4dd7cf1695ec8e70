package io.rookery.server.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.rookery.server.demo.Play;
import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.running.RunningNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What a node tells of the main job, asked through HTTP.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservedNodeTest {
    private final Collector collector = new Collector();
    private final RunningNode node =
            RunningNode.start(
                    "otlp.endpoint=" + collector.endpoint(),
                    "trace.ratio=1",
                    "hooks.allow-loopback=on");
    private final HttpClient client = HttpClient.newHttpClient();
    private String readyBefore = "";
    private Map<String, Double> metrics = Map.of();

    ObservedNodeTest() throws IOException {}

    @BeforeAll
    void play() throws Exception {
        readyBefore = get("/health/ready").body();
        DatabaseAccess database = node.database();
        Play play =
                new Play(
                        new Play.Scene(
                                node.api(),
                                node.clientAddresses(),
                                node.data(),
                                Path.of(".."),
                                database.url(),
                                database.app().user(),
                                database.app().password(),
                                Optional.empty()),
                        line -> {});
        try {
            play.run();
            metrics = series(get("/metrics").body());
        } finally {
            play.close();
        }
    }

    @AfterAll
    void stop() throws IOException {
        node.close();
        collector.close();
        client.close();
    }

    @Test
    void a_node_that_has_started_is_ready_and_names_its_parts() throws Exception {
        HttpResponse<String> live = get("/health/live");

        assertThat(readyBefore)
                .contains("\"status\":\"ready\",\"phase\":\"running\"")
                .contains("\"part\":\"database\"")
                .contains("\"part\":\"kafka\"")
                .contains("\"part\":\"cluster\"")
                .contains("\"part\":\"edge\"")
                .contains("\"part\":\"archiver\"");
        assertThat(live.statusCode()).isEqualTo(200);
    }

    @Test
    void two_people_who_chatted_are_in_the_figures_of_the_edge() {
        assertThat(value("rookery_edge_logins_total{mechanism=\"PLAIN\",outcome=\"success\"}"))
                .isGreaterThanOrEqualTo(2);
        assertThat(value("rookery_edge_connections_accepted_total{listener=\"c2s\"}")).isPositive();
        assertThat(value("rookery_edge_connections_accepted_total{listener=\"wss\"}")).isPositive();
        assertThat(value("rookery_edge_tls_handshakes_total{outcome=\"success\"}"))
                .isGreaterThanOrEqualTo(2);
        assertThat(value("rookery_edge_sessions_started_total{how=\"bound\"}"))
                .isGreaterThanOrEqualTo(2);
        assertThat(value("rookery_edge_elements_received_total{kind=\"message\"}")).isPositive();
        assertThat(value("rookery_edge_elements_sent_total{kind=\"message\"}")).isPositive();
        assertThat(value("rookery_edge_received_bytes_total{kind=\"message\"}")).isPositive();
    }

    @Test
    void their_accounts_decided_recorded_and_confirmed() {
        assertThat(value("rookery_core_stanzas_received_total{kind=\"message\"}")).isPositive();
        assertThat(value("rookery_core_messages_pending_total")).isEqualTo(2);
        assertThat(value("rookery_core_messages_pending_given_total")).isEqualTo(2);
        assertThat(value("rookery_core_record_durable_duration_seconds_count")).isPositive();
        assertThat(value("rookery_core_confirmation_duration_seconds_count")).isPositive();
        assertThat(value("rookery_core_shards")).isPositive();
        assertThat(value("rookery_core_shard_openings_total"))
                .isEqualTo(value("rookery_log_replays_total"));
    }

    @Test
    void the_archiver_the_hooks_and_the_api_are_counted() {
        assertThat(value("rookery_archiver_rows_total")).isPositive();
        assertThat(value("rookery_archiver_batches_total")).isPositive();
        assertThat(
                        value(
                                "rookery_hook_calls_total{operation=\"auth.verify\",outcome=\"answered\"}"))
                .isGreaterThanOrEqualTo(2);
        assertThat(value("rookery_hook_rosters_total{source=\"fetched\"}")).isPositive();
        assertThat(
                        value(
                                "rookery_api_requests_total{method=\"POST\",route=\"/v1/domains\",status=\"2xx\"}"))
                .isPositive();
        assertThat(value("rookery_archive_read_duration_seconds_count{outcome=\"success\"}"))
                .isPositive();
    }

    @Test
    void what_it_stands_on_is_measured_too() {
        assertThat(value("rookery_kafka_producer_records_total")).isPositive();
        assertThat(value("rookery_kafka_consumer_records_total")).isPositive();
        assertThat(value("rookery_database_connections_max{pool=\"app\"}")).isEqualTo(16);
        assertThat(value("rookery_database_acquire_duration_seconds_count{pool=\"archiver\"}"))
                .isPositive();
        assertThat(value("jvm_memory_used_bytes{type=\"heap\"}")).isPositive();
        assertThat(value("process_open_file_descriptor_count")).isPositive();
    }

    @Test
    void a_message_is_followed_from_socket_to_archive_row() throws InterruptedException {
        Set<String> way =
                Set.of(
                        "socket.receive",
                        "account.send",
                        "log.append",
                        "account.receive",
                        "socket.deliver",
                        "archive.row");

        boolean followed =
                collector.await(spans ->
                        byTrace(spans).values().stream().anyMatch(names -> names.containsAll(way)));

        assertThat(followed).describedAs("%s", byTrace(collector.spans())).isTrue();
    }

    @Test
    void nobody_is_named_in_the_metrics() {
        assertThat(metrics.keySet())
                .noneMatch(series -> series.contains("romeo") || series.contains("juliet"));
    }

    private static Map<ByteString, Set<String>> byTrace(List<Span> spans) {
        return spans.stream()
                .collect(
                        Collectors.groupingBy(
                                Span::getTraceId,
                                Collectors.mapping(Span::getName, Collectors.toSet())));
    }

    private double value(String series) {
        Double value = metrics.get(series);
        assertThat(value).describedAs("%s among %s", series, metrics.keySet()).isNotNull();
        return value == null ? 0 : value;
    }

    private static Map<String, Double> series(String page) {
        Map<String, Double> series = new TreeMap<>();
        page.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    int space = line.lastIndexOf(' ');
                    series.put(
                            line.substring(0, space),
                            Double.parseDouble(line.substring(space + 1)));
                });
        return series;
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = node.management().resolve(path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
