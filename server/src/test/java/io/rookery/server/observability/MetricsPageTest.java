package io.rookery.server.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.netty.Edge;
import io.rookery.server.roles.TelemetrySettings;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private static final int MOST_SERIES = 250;

    @Test
    void the_page_of_metrics_lists_what_there_is() throws IOException {
        String page = Files.readString(Path.of("../docs/metrics.md"));

        assertThat(page).contains(MetricsPage.tables().strip());
    }

    @Test
    void more_than_sixty_metrics_are_of_xmpp_and_each_has_a_line() {
        List<Metric> ours =
                MetricsPage.all().stream()
                        .filter(metric -> metric.name().startsWith("rookery."))
                        .toList();

        assertThat(ours).hasSizeGreaterThan(60);
        assertThat(MetricsPage.all())
                .allSatisfy(metric -> {
                    assertThat(metric.name()).matches("[a-z]+(\\.[a-z_]+)+");
                    assertThat(metric.doc()).endsWith(".");
                });
        assertThat(MetricsPage.all().stream().map(Metric::name)).doesNotHaveDuplicates();
    }

    @Test
    void no_label_can_grow_with_tenants() {
        Set<String> unbounded =
                Set.of("tenant", "domain", "user", "jid", "address", "session", "hook", "shard");

        assertThat(MetricsPage.all())
                .allSatisfy(metric -> {
                    assertThat(metric.labels().stream().map(Label::key))
                            .doesNotContainAnyElementsOf(unbounded);
                    assertThat(new Cells(metric.labels()).size()).isLessThan(MOST_SERIES);
                });
    }

    @Test
    void every_metric_that_is_declared_is_listed() throws IllegalAccessException {
        List<Metric> declared = new ArrayList<>();
        for (Class<?> area :
                List.of(
                        EdgeMetrics.class,
                        CoreMetrics.class,
                        ArchiveMetrics.class,
                        HookMetrics.class,
                        ApiMetrics.class,
                        PoolMetrics.class,
                        KafkaMetrics.class,
                        JvmMetrics.class)) {
            for (Field field : area.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == Metric.class) {
                    field.setAccessible(true);
                    declared.add((Metric) field.get(null));
                }
            }
        }

        assertThat(MetricsPage.all()).containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void every_metric_that_is_listed_is_made() {
        Telemetry telemetry =
                new Telemetry(
                        new TelemetrySettings(Optional.empty(), Duration.ofMinutes(1), 0, false),
                        "test",
                        InstantSource.fixed(Instant.EPOCH));

        telemetry.edge(() -> new Edge.Windows(0, 0, 0));
        telemetry.accounts(() -> 0);
        telemetry.archive();
        telemetry.hooks(() -> 0);
        telemetry.api();
        telemetry.pools();
        telemetry.kafkaClients();

        assertThat(telemetry.instruments().made().stream().map(Metric::name))
                .containsExactlyInAnyOrderElementsOf(
                        MetricsPage.all().stream().map(Metric::name).collect(Collectors.toSet()));
    }
}
