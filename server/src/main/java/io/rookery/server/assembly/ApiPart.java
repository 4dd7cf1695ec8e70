package io.rookery.server.assembly;

import io.rookery.archive.Limits;
import io.rookery.archive.retention.AccountExport;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.server.observability.Telemetry;
import io.rookery.server.roles.ApiSettings;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import io.rookery.tenant.ApiMeter;
import io.rookery.tenant.assembly.ApiPorts;
import io.rookery.tenant.assembly.TenantApi;
import io.rookery.tenant.export.ArchiveExport;
import io.rookery.tenant.http.TrustedProxies;
import io.rookery.xmpp.jid.BareJid;
import java.net.URI;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tenant API over HTTP.
final class ApiPart implements Component {
    private final Settings settings;
    private final Pools pools;
    private final TenantPart tenants;
    private final HookPart hooks;
    private final ApiMeter meter;
    private final @Nullable ClusterInstallation installation;
    private @Nullable TenantApi api;

    /// @param installation null on a node that never is a member of the cluster
    ApiPart(
            Settings settings,
            Pools pools,
            TenantPart tenants,
            HookPart hooks,
            @Nullable ClusterInstallation installation,
            Telemetry telemetry) {
        this.settings = settings;
        this.pools = pools;
        this.tenants = tenants;
        this.hooks = hooks;
        this.installation = installation;
        this.meter = telemetry.api();
    }

    @Override
    public String name() {
        return "tenant API";
    }

    @Override
    public void start() {
        ApiSettings where = settings.api();
        ApiPorts ports = ports(where);
        try {
            api =
                    TenantApi.start(
                            tenants.storage(), where.host(), where.port(), ports, meter, Map.of());
        } catch (RuntimeException e) {
            throw new StartFailure(
                    "api.port: %s:%d (expected: an address of this machine that nobody else listens on): %s"
                            .formatted(where.host(), where.port(), root(e)),
                    e);
        }
    }

    private ApiPorts ports(ApiSettings where) {
        return new ApiPorts(
                hooks.hooks().egress()::refusal,
                Optional.of(hooks.probe()),
                Optional.of(
                        new Archives(new AccountExport(pools.app(), Limits.DEFAULT.retention()))),
                Optional.ofNullable(installation).map(ClusterInstallation::ofUsers),
                Optional.ofNullable(installation),
                proxies(where));
    }

    private static TrustedProxies proxies(ApiSettings where) {
        try {
            return new TrustedProxies(
                    where.trustedProxies().stream().map(TrustedProxies.Network::parse).toList(),
                    switch (where.proxyHeader()) {
                        case X_FORWARDED_FOR -> TrustedProxies.Header.X_FORWARDED_FOR;
                        case FORWARDED -> TrustedProxies.Header.FORWARDED;
                    });
        } catch (IllegalArgumentException e) {
            throw new StartFailure("api.trusted-proxies: " + e.getMessage(), e);
        }
    }

    /// Archives of accounts, as the API wants them.
    private record Archives(AccountExport export) implements ArchiveExport {
        @Override
        public Lines read(TenantId tenant, BareJid account) {
            AccountExport.Reading reading = export.read(tenant, account);
            return () -> {
                try {
                    return reading.next();
                } catch (SQLException e) {
                    throw new UnavailableException("export: the archive is away", e);
                }
            };
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
