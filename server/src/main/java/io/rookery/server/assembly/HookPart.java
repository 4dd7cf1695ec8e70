package io.rookery.server.assembly;

import io.rookery.hooks.Hooks;
import io.rookery.hooks.check.ContractSubject;
import io.rookery.hooks.check.Finding;
import io.rookery.hooks.egress.Egress;
import io.rookery.hooks.endpoint.EndpointHealth;
import io.rookery.hooks.endpoint.HookDirectory;
import io.rookery.hooks.endpoint.HookEndpoint;
import io.rookery.hooks.endpoint.HookId;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookMeter;
import io.rookery.hooks.endpoint.HookPorts;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.SigningSecret;
import io.rookery.hooks.endpoint.TraceContext;
import io.rookery.routing.port.TenantId;
import io.rookery.server.doctor.NodeCheck;
import io.rookery.server.observability.Telemetry;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.Settings;
import io.rookery.tenant.hook.HookEndpoints;
import io.rookery.tenant.hook.HookProbe;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Calls to tenants' backends.
final class HookPart implements Component {
    private final Settings settings;
    private final TenantPart tenants;
    private final World world;
    private final HookMeter meter;
    private final TraceContext trace;
    private @Nullable Hooks hooks;

    HookPart(Settings settings, TenantPart tenants, World world, Telemetry telemetry) {
        this.settings = settings;
        this.tenants = tenants;
        this.world = world;
        this.trace = telemetry.hookCalls();
        this.meter = telemetry.hooks(() -> hooks == null ? 0 : hooks.callsUnderWay());
    }

    @Override
    public String name() {
        return "hooks";
    }

    @Override
    public void start() {
        hooks =
                Hooks.start(
                        new HookPorts(
                                new Endpoints(tenants.storage().hookEndpoints()),
                                world.clock(),
                                world.random(),
                                meter,
                                trace),
                        HookLimits.DEFAULT,
                        new Egress(settings.hooks().allowLoopback(), List.of()));
    }

    Hooks hooks() {
        return Started.of(hooks, name());
    }

    /// Endpoints that are not called now.
    List<NodeCheck.RestingHook> resting() {
        Hooks running = hooks;
        if (running == null) {
            return List.of();
        }
        return running.resting().entrySet().stream()
                .flatMap(each ->
                        running.health(each.getValue(), each.getKey()).stream()
                                .map(health -> new NodeCheck.RestingHook(each.getValue(), health)))
                .toList();
    }

    HookProbe probe() {
        return new Probe(tenants.storage().hookEndpoints(), hooks());
    }

    @Override
    public void stop() {
        Optional.ofNullable(hooks).ifPresent(Hooks::close);
        hooks = null;
    }

    /// The tenants' endpoints, as the hooks want them.
    private record Endpoints(HookEndpoints known) implements HookDirectory {
        @Override
        public CompletionStage<Optional<HookEndpoint>> find(TenantId tenant, String domain) {
            return known.find(tenant, domain).thenApply(found -> found.map(Endpoints::endpoint));
        }

        @Override
        public Optional<HookEndpoint> cached(TenantId tenant, String domain) {
            return known.cached(tenant, domain).map(Endpoints::endpoint);
        }

        static HookEndpoint endpoint(io.rookery.tenant.hook.HookEndpoint endpoint) {
            return new HookEndpoint(
                    endpoint.tenant(),
                    new HookId(endpoint.id()),
                    endpoint.baseUrl(),
                    endpoint.secrets().stream().map(SigningSecret::parse).toList(),
                    operations(endpoint.operations()),
                    endpoint.version());
        }

        private static Set<Operation> operations(Set<String> texts) {
            return texts.stream()
                    .flatMap(text -> Operation.parse(text).stream())
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /// What the API shows of hooks.
    private record Probe(HookEndpoints known, Hooks hooks) implements HookProbe {
        private static final Health UNKNOWN = new Health("closed", 0, 0, 0, null, null, null, null);

        @Override
        public List<Check> test(TenantId tenant, String domain) {
            return known.find(tenant, domain).toCompletableFuture().join().stream()
                    .map(Endpoints::endpoint)
                    .flatMap(endpoint ->
                            hooks
                                    .contractCheck()
                                    .run(
                                            new ContractSubject(
                                                    endpoint.baseUrl(),
                                                    endpoint.secrets().getFirst(),
                                                    domain,
                                                    Optional.empty(),
                                                    Optional.empty(),
                                                    endpoint.operations()))
                                    .stream())
                    .map(finding ->
                            new Check(
                                    finding.check(),
                                    finding.mark() != Finding.Mark.FAILED,
                                    finding.detail()))
                    .toList();
        }

        @Override
        public Health health(TenantId tenant, String domain) {
            return known.find(tenant, domain)
                    .toCompletableFuture()
                    .join()
                    .flatMap(endpoint -> hooks.health(tenant, new HookId(endpoint.id())))
                    .map(Probe::health)
                    .orElse(UNKNOWN);
        }

        private static Health health(EndpointHealth health) {
            return new Health(
                    health.breaker().name().toLowerCase(Locale.ROOT),
                    health.answered(),
                    health.failed(),
                    health.refused(),
                    health.lastSuccess().orElse(null),
                    health.lastFailure().orElse(null),
                    health.lastFailureDetail().orElse(null),
                    health.p95().map(Duration::toMillis).orElse(null));
        }
    }
}
