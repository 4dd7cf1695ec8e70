package io.rookery.server.observability;

import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.rookery.archive.ArchiveMeter;
import io.rookery.edge.EdgeMeter;
import io.rookery.edge.netty.Edge;
import io.rookery.hooks.endpoint.HookMeter;
import io.rookery.hooks.endpoint.TraceContext;
import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.port.Tracing;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.TelemetrySettings;
import io.rookery.tenant.ApiMeter;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The meters of one node, and the ways in which they are read: by a scrape, and by OTLP when there
/// is where to. Parts ask for their meter once, before they start.
public final class Telemetry implements Component {
    private static final String SERVICE = "rookery";
    private static final Duration SPANS_EVERY = Duration.ofSeconds(1);
    private static final long LAST_EXPORT_SECONDS = 5;

    private final TelemetrySettings settings;
    private final InstantSource clock;
    private final RecentTrouble recent;
    private final PrometheusMetricReader scraped;
    private final SdkMeterProvider meters;
    private final Instruments instruments;
    private final @Nullable SdkTracerProvider traces;
    private final @Nullable Follower follower;
    private final ExpositionFormats formats = ExpositionFormats.init();

    /// @param version of this build, told with everything
    public Telemetry(TelemetrySettings settings, String version, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.recent = new RecentTrouble(clock);
        Resource resource =
                Resource.getDefault().toBuilder()
                        .put(AttributeKey.stringKey("service.name"), SERVICE)
                        .put(AttributeKey.stringKey("service.version"), version)
                        .build();
        scraped =
                PrometheusMetricReader.builder()
                        .setOtelScopeLabelsEnabled(false)
                        .setTargetInfoMetricEnabled(true)
                        .build();
        SdkMeterProviderBuilder builder =
                SdkMeterProvider.builder().setResource(resource).registerMetricReader(scraped);
        settings.otlpEndpoint()
                .ifPresent(endpoint -> builder.registerMetricReader(pushed(endpoint)));
        meters = builder.build();
        instruments = new Instruments(meters.get("io.rookery"));
        JvmMetrics.observe(instruments);
        // Without a collector nobody would see a trace.
        traces = settings.otlpEndpoint().map(endpoint -> traces(endpoint, resource)).orElse(null);
        follower =
                traces == null
                        ? null
                        : new Follower(traces.get("io.rookery"), settings.traceRatio());
    }

    private static SdkTracerProvider traces(String endpoint, Resource resource) {
        return SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                .addSpanProcessor(
                        BatchSpanProcessor.builder(
                                        OtlpHttpSpanExporter.builder()
                                                .setEndpoint(endpoint + "/v1/traces")
                                                .build())
                                .setScheduleDelay(SPANS_EVERY)
                                .build())
                .build();
    }

    /// Of stanzas on their way.
    public Tracing tracing() {
        return follower == null ? Tracing.NONE : follower;
    }

    /// Of calls to tenants' backends.
    public TraceContext hookCalls() {
        return follower == null ? TraceContext.NONE : follower.calls(settings.traceBackends());
    }

    private PeriodicMetricReader pushed(String endpoint) {
        return PeriodicMetricReader.builder(
                        OtlpHttpMetricExporter.builder()
                                .setEndpoint(endpoint + "/v1/metrics")
                                .build())
                .setInterval(settings.otlpInterval())
                .build();
    }

    @Override
    public String name() {
        return "telemetry";
    }

    @Override
    public void start() {
        // It counts from the beginning.
    }

    @Override
    public String summary() {
        return settings.otlpEndpoint().map(endpoint -> "to " + endpoint).orElse("");
    }

    /// Sends what has not been sent, for a few seconds at most.
    @Override
    public void stop() {
        if (traces != null) {
            traces.shutdown().join(LAST_EXPORT_SECONDS, TimeUnit.SECONDS);
        }
        meters.shutdown().join(LAST_EXPORT_SECONDS, TimeUnit.SECONDS);
    }

    /// How often clients were turned away lately.
    public RecentTrouble recentTrouble() {
        return recent;
    }

    /// @param windows asked when somebody reads
    public EdgeMeter edge(Supplier<Edge.Windows> windows) {
        return new EdgeMetrics(instruments, windows, recent);
    }

    /// @param accounts how many there are, asked when somebody reads
    public AccountPorts.Meter accounts(IntSupplier accounts) {
        return new CoreMetrics(instruments, accounts);
    }

    /// Of log, archiver and archive reads.
    public ArchiveMeter archive() {
        return new ArchiveMetrics(instruments, clock, follower);
    }

    /// @param active calls under way, asked when somebody reads
    public HookMeter hooks(IntSupplier active) {
        return new HookMetrics(instruments, active);
    }

    public ApiMeter api() {
        return new ApiMetrics(instruments);
    }

    /// Of database connections.
    public MetricsTrackerFactory pools() {
        return new PoolMetrics(instruments);
    }

    /// What clients of Kafka need in their configuration in order to be metered.
    public Map<String, Object> kafkaClients() {
        return new KafkaMetrics(instruments).clientConfiguration();
    }

    Instruments instruments() {
        return instruments;
    }

    /// Content type of what [#scrape] writes for this `Accept`.
    String contentType(@Nullable String accept) {
        return writer(accept).getContentType();
    }

    /// Writes every metric in the format that Prometheus asked for.
    void scrape(@Nullable String accept, OutputStream into) throws IOException {
        writer(accept).write(into, scraped.collect());
    }

    private ExpositionFormatWriter writer(@Nullable String accept) {
        return accept != null && formats.getOpenMetricsTextFormatWriter().accepts(accept)
                ? formats.getOpenMetricsTextFormatWriter()
                : formats.getPrometheusTextFormatWriter();
    }
}
