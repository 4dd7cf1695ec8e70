package io.rookery.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What the tenant API does to the running system and shows of it, on one node with every role:
/// real clients, the real log, the real database.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneTest {
    private @Nullable RunningNode node;

    @BeforeAll
    void start(@TempDir Path data) throws IOException {
        node = new RunningNode(data);
    }

    @AfterAll
    void stop() {
        node().close();
    }

    private RunningNode node() {
        return Objects.requireNonNull(node);
    }

    @Test
    void sessions_are_sampled_by_the_minute_and_those_who_only_listen_are_active()
            throws Exception {
        String domain = "usage.example";
        node().domain(domain);
        node().user(domain, "juliet");
        node().user(domain, "romeo");
        node().phone(domain, "juliet");
        Phone romeo = node().phone(domain, "romeo");
        // Of an hour to come, so that the minutes that really begin meanwhile do not interfere.
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(3));

        node().parts.sampleUsage(hour).toCompletableFuture().join();
        node().parts.sampleUsage(hour).toCompletableFuture().join();
        romeo.close();
        RunningNode.eventually(
                "one session is sampled",
                () -> {
                    node().parts.sampleUsage(hour.plusSeconds(60)).toCompletableFuture().join();
                    return quantities("hour", hour, domain).getOrDefault("online_minutes", 0L) >= 3;
                });

        Map<String, Long> byHour = quantities("hour", hour, domain);
        assertThat(byHour).containsEntry("peak_sessions", 2L);
        assertThat(byHour.get("online_minutes")).isBetween(3L, 4L);
        assertThat(quantities("month", hour, domain)).containsEntry("active_users", 2L);
    }

    private Map<String, Long> quantities(String granularity, Instant hour, String domain) {
        Instant from = granularity.equals("hour") ? hour : hour.minus(Duration.ofDays(62));
        JsonNode page =
                node().http
                        .get(
                                node().key,
                                "/v1/usage?granularity=%s&from=%s&to=%s&domain=%s"
                                        .formatted(
                                                granularity,
                                                from,
                                                hour.plus(Duration.ofHours(1)),
                                                domain));
        Map<String, Long> found = new TreeMap<>();
        for (JsonNode row : RunningNode.member(page, "data").values()) {
            found.merge(
                    RunningNode.text(row, "meter"),
                    RunningNode.member(row, "quantity").getLongValue(),
                    Long::sum);
        }
        return found;
    }
}
