package io.rookery.server.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.EdgeMeter;
import io.rookery.edge.netty.Edge;
import io.rookery.routing.account.AccountEvent;
import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.delivery.DeliveryReason;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.port.TenantId;
import io.rookery.server.roles.TelemetrySettings;
import io.rookery.server.roles.Topics;
import io.rookery.tenant.ApiMeter;
import io.rookery.xmpp.jid.BareJid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MetersTest {
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final AccountId ROMEO =
            new AccountId(new TenantId(new UUID(0, 1)), BareJid.parse("romeo@acme.test"));

    private final Telemetry telemetry =
            new Telemetry(
                    new TelemetrySettings(Optional.empty(), Duration.ofMinutes(1), 0, false),
                    "test",
                    InstantSource.fixed(NOW));

    @Test
    void what_an_edge_counts_is_at_the_endpoint_by_closed_labels() throws IOException {
        EdgeMeter edge = telemetry.edge(() -> new Edge.Windows(7, 5, 3));

        edge.opened("c2s");
        edge.opened("wss");
        edge.closed("wss");
        edge.login("acme.test", "SCRAM-SHA-256", null, Duration.ofMillis(20));
        edge.login("acme.test", "SCRAM-SHA-256", "not-authorized", Duration.ofMillis(20));
        edge.received(EdgeMeter.Unit.MESSAGE, 100);
        edge.streamError("host-unknown");

        assertThat(scrape())
                .contains("rookery_edge_connections{listener=\"c2s\"} 1.0")
                .contains("rookery_edge_connections{listener=\"wss\"} 0.0")
                .contains(
                        "rookery_edge_logins_total{mechanism=\"SCRAM-SHA-256\",outcome=\"success\"}"
                                + " 1.0")
                .contains(
                        "rookery_edge_logins_total{mechanism=\"SCRAM-SHA-256\",outcome=\"not-authorized\"}"
                            + " 1.0")
                .contains("rookery_edge_login_duration_seconds_count{outcome=\"success\"} 1")
                .contains("rookery_edge_elements_received_total{kind=\"message\"} 1.0")
                .contains("rookery_edge_received_bytes_total{kind=\"message\"} 100.0")
                .contains("rookery_edge_stream_errors_total{condition=\"host-unknown\"} 1.0")
                .contains("rookery_edge_window_unconfirmed 7.0")
                .doesNotContain("acme.test");
    }

    @Test
    void a_value_that_nobody_knows_is_counted_as_other() throws IOException {
        EdgeMeter edge = telemetry.edge(() -> new Edge.Windows(0, 0, 0));

        for (int i = 0; i < 1_000; i++) {
            edge.streamError("made-up-" + i);
        }

        assertThat(scrape())
                .contains("rookery_edge_stream_errors_total{condition=\"other\"} 1000.0")
                .doesNotContain("made-up");
    }

    @Test
    void accounts_events_reasons_and_sessions_are_counted() throws IOException {
        AccountPorts.Meter core = telemetry.accounts(() -> 12);

        for (AccountEvent event : AccountEvent.values()) {
            core.count(ROMEO, event);
        }
        core.decided(ROMEO, DeliveryReason.NOBODY_AVAILABLE);
        core.sessions(ROMEO, 2, 0);
        core.sessions(ROMEO, -1, 1);
        core.shardOpened(3, Duration.ofMillis(40), 5, 1);
        core.shardClosed(3);
        core.confirmed(ROMEO, Duration.ofMillis(4));

        assertThat(scrape())
                .contains("rookery_core_accounts 12.0")
                .contains("rookery_core_stanzas_received_total{kind=\"iq\"} 1.0")
                .contains("rookery_core_session_changes_total{change=\"resumed\"} 1.0")
                .contains("rookery_core_messages_decided_total{reason=\"nobody-available\"} 1.0")
                .contains("rookery_core_sessions{state=\"attached\"} 1.0")
                .contains("rookery_core_sessions{state=\"detached\"} 1.0")
                .contains("rookery_core_shards 0.0")
                .contains("rookery_core_rollcall_missing_total 1.0")
                .contains("rookery_core_confirmation_duration_seconds_bucket{le=\"0.005\"} 1");
    }

    @Test
    void lag_is_added_over_partitions_and_age_is_told_by_the_clock() throws IOException {
        var archive = telemetry.archive();

        archive.lag(Topics.ACCOUNTS, 0, 10);
        archive.lag(Topics.ACCOUNTS, 1, 5);
        archive.lag(Topics.ACCOUNTS, 0, 2);
        archive.written(NOW.minusMillis(1_500));
        archive.paused(true);

        assertThat(scrape())
                .contains("rookery_archiver_lag{topic=\"rookery-accounts\"} 7.0")
                .contains("rookery_archiver_age_seconds 1.5")
                .contains("rookery_archiver_paused 1.0");
    }

    @Test
    void requests_are_counted_by_template_and_never_by_path() throws IOException {
        ApiMeter api = telemetry.api();

        api.answered("GET", "/v1/domains/{id}", 200, Duration.ofMillis(3));
        api.answered("BREW", "", 404, Duration.ofMillis(3));

        assertThat(scrape())
                .contains(
                        "rookery_api_requests_total{method=\"GET\",route=\"/v1/domains/{id}\",status=\"2xx\"}"
                            + " 1.0")
                .contains(
                        "rookery_api_requests_total{method=\"other\",route=\"none\",status=\"4xx\"}"
                                + " 1.0");
    }

    @Test
    void names_at_the_endpoint_are_those_of_the_page() throws IOException {
        telemetry.edge(() -> new Edge.Windows(0, 0, 0));
        telemetry.accounts(() -> 0);
        telemetry.archive();

        String page = scrape();

        for (Metric metric : EdgeMetrics.ALL) {
            if (metric.labels().size() < 2 && metric.kind() != Metric.Kind.HISTOGRAM) {
                assertThat(page).contains("\n" + metric.prometheusName());
            }
        }
        for (Metric metric : JvmMetrics.ALL) {
            assertThat(page).contains("# HELP " + metric.prometheusName() + " " + metric.doc());
        }
    }

    private String scrape() throws IOException {
        ByteArrayOutputStream into = new ByteArrayOutputStream();
        telemetry.scrape(null, into);
        return into.toString(StandardCharsets.UTF_8);
    }
}
