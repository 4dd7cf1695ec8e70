package io.rookery.server.roles;

import java.time.Duration;
import java.util.Optional;

/// What the node tells a collector by OpenTelemetry's protocol.
///
/// @param otlpEndpoint of a collector, by HTTP, without the path; empty: nothing is sent
/// @param traceRatio share of the stanzas from clients whose way is told, 0 to 1
/// @param traceBackends whether calls to tenants' backends name the trace
public record TelemetrySettings(
        Optional<String> otlpEndpoint,
        Duration otlpInterval,
        double traceRatio,
        boolean traceBackends) {
    static final Setting<Optional<String>> OTLP_ENDPOINT =
            Setting.text(
                    "otlp.endpoint",
                    "http",
                    "a URL such as http://collector:4318, or nothing",
                    "a collector that metrics and traces are sent to by OTLP over HTTP");
    static final Setting<Duration> OTLP_INTERVAL =
            Setting.duration(
                    "otlp.interval",
                    "60s",
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    "how often metrics are sent");

    static final Setting<Double> TRACE_RATIO =
            Setting.share(
                    "trace.ratio",
                    "0.001",
                    "share of the stanzas from clients whose way is followed, when there is a"
                            + " collector");
    static final Setting<Settings.Switch> TRACE_BACKENDS =
            Setting.choice(
                    "trace.backends",
                    Settings.Switch.OFF,
                    Settings.Switch.class,
                    "whether tenants' backends are sent the traceparent of stanzas that are"
                            + " followed");

    static TelemetrySettings from(SettingValues values) {
        return new TelemetrySettings(
                values.of(OTLP_ENDPOINT),
                values.of(OTLP_INTERVAL),
                values.of(TRACE_RATIO),
                values.of(TRACE_BACKENDS).isOn());
    }
}
