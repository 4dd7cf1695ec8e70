package io.rookery.server.assembly;

import io.rookery.server.observability.Telemetry;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import io.rookery.tenant.ApiMeter;
import io.rookery.tenant.assembly.TenantApi;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tenant API over HTTP.
final class ApiPart implements Component {
    private final Settings settings;
    private final TenantPart tenants;
    private final HookPart hooks;
    private final ApiMeter meter;
    private @Nullable TenantApi api;

    ApiPart(Settings settings, TenantPart tenants, HookPart hooks, Telemetry telemetry) {
        this.settings = settings;
        this.tenants = tenants;
        this.hooks = hooks;
        this.meter = telemetry.api();
    }

    @Override
    public String name() {
        return "tenant API";
    }

    @Override
    public void start() {
        Settings.Api where = settings.api();
        try {
            api =
                    TenantApi.start(
                            tenants.storage(),
                            where.host(),
                            where.port(),
                            Optional.of(hooks.probe()),
                            meter,
                            Map.of());
        } catch (RuntimeException e) {
            throw new StartFailure(
                    "api.port: %s:%d (expected: an address of this machine that nobody else listens on): %s"
                            .formatted(where.host(), where.port(), root(e)),
                    e);
        }
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    URI uri() {
        return Started.of(api, name()).uri();
    }

    @Override
    public String summary() {
        return api == null ? "" : api.uri().toString();
    }

    @Override
    public void stop() {
        if (api != null) {
            api.close();
            api = null;
        }
    }
}
