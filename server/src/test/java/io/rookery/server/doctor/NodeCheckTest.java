package io.rookery.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.hooks.endpoint.EndpointHealth;
import io.rookery.hooks.endpoint.HookId;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.watch.Finding;
import io.rookery.routing.port.watch.Finding.Severity;
import io.rookery.server.doctor.NodeCheck.RestingHook;
import io.rookery.server.doctor.NodeCheck.Sources;
import io.rookery.server.observability.Health;
import io.rookery.server.observability.RecentTrouble;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String NODE = "127.0.1.1:25520";

    private final InstantSource clock = InstantSource.fixed(NOW);
    private final Health health = new Health(clock);
    private final RecentTrouble recent = new RecentTrouble(clock);

    @TempDir Path data;

    private List<Finding> look(Sources sources) {
        return new NodeCheck(data, health, recent, clock, sources)
                .look(NODE).stream()
                        // How full this machine is is not asked here.
                        .filter(each -> !List.of("disk-full", "heap-full").contains(each.code()))
                        .toList();
    }

    private static Sources with(Map<String, Instant> certificates, Map<Integer, Instant> opening) {
        return new Sources(() -> certificates, () -> opening, List::of, List::of, () -> false);
    }

    private static void is(Finding found, Severity severity, String code, String subject) {
        assertThat(found.severity()).isEqualTo(severity);
        assertThat(found.code()).isEqualTo(code);
        assertThat(found.subject()).isEqualTo(subject);
        assertThat(found.node()).isEqualTo(NODE);
        assertThat(List.of(found.text(), found.meaning(), found.advice()))
                .allMatch(text -> text.endsWith("."));
    }

    @Test
    void a_node_in_which_all_is_well_has_no_findings() {
        assertThat(look(Sources.NONE)).isEmpty();
        assertThat(
                        look(
                                with(
                                        Map.of("a.example", NOW.plus(Duration.ofDays(15))),
                                        Map.of(3, NOW.minusSeconds(19)))))
                .isEmpty();
    }

    @Test
    void certificates_that_end_soon_and_that_have_ended_are_named() {
        List<Finding> found =
                look(
                        with(
                                Map.of(
                                        "a.example", NOW.minusSeconds(1),
                                        "b.example", NOW.plus(Duration.ofDays(13))),
                                Map.of()));

        assertThat(found).hasSize(2);
        is(found.get(0), Severity.ERROR, "certificate-expired", "a.example");
        is(found.get(1), Severity.WARNING, "certificate-expires", "b.example");
        assertThat(found.get(1).text()).contains("in 13 days");
    }

    @Test
    void shards_that_do_not_open_are_named() {
        List<Finding> found =
                look(
                        with(
                                Map.of(),
                                Map.of(
                                        7, NOW.minusSeconds(21),
                                        3, NOW.minusSeconds(60),
                                        5, NOW.minusSeconds(1))));

        assertThat(found).hasSize(1);
        is(found.getFirst(), Severity.ERROR, "shards-not-open", "[3, 7]");
    }

    @Test
    void what_clients_and_tenants_feel_is_said() {
        TenantId tenant = new TenantId(new UUID(0, 7));
        EndpointHealth away =
                new EndpointHealth(
                        new HookId(new UUID(0, 8)),
                        EndpointHealth.Breaker.OPEN,
                        Optional.empty(),
                        Optional.of(NOW),
                        Optional.of("connection refused"),
                        0,
                        9,
                        0,
                        0,
                        Optional.empty());
        recent.add(RecentTrouble.What.LOGINS_THROTTLED);

        List<Finding> found =
                look(
                        new Sources(
                                Map::of,
                                Map::of,
                                () -> List.of("full.example"),
                                () -> List.of(new RestingHook(tenant, away)),
                                () -> true));

        assertThat(found).hasSize(4);
        is(found.get(0), Severity.WARNING, "hook-resting", tenant.text());
        assertThat(found.get(0).text()).contains("connection refused");
        is(found.get(1), Severity.NOTE, "edge-draining", "");
        is(found.get(2), Severity.WARNING, "domain-full", "full.example");
        is(found.get(3), Severity.WARNING, "clients-refused", "logins-throttled");
    }

    @Test
    void a_data_directory_that_is_gone_is_an_error() {
        Path gone = data.resolve("gone");

        List<Finding> found =
                new NodeCheck(gone, health, recent, clock, Sources.NONE)
                        .look(NODE).stream()
                                .filter(each -> each.code().equals("data-unreadable"))
                                .toList();

        assertThat(found).hasSize(1);
        is(found.getFirst(), Severity.ERROR, "data-unreadable", gone.toString());
    }
}
