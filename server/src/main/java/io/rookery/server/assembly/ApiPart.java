package io.rookery.server.assembly;

import io.rookery.archive.Limits;
import io.rookery.archive.retention.AccountExport;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.SessionView;
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
import io.rookery.tenant.session.LiveSessions;
import io.rookery.xmpp.jid.BareJid;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The tenant API over HTTP.
final class ApiPart implements Component {
    private final Settings settings;
    private final Pools pools;
    private final TenantPart tenants;
    private final HookPart hooks;
    private final ApiMeter meter;
    private final @Nullable CorePart core;
    private @Nullable TenantApi api;

    /// @param core null on a node that is no member of the cluster
    ApiPart(
            Settings settings,
            Pools pools,
            TenantPart tenants,
            HookPart hooks,
            @Nullable CorePart core,
            Telemetry telemetry) {
        this.settings = settings;
        this.pools = pools;
        this.tenants = tenants;
        this.hooks = hooks;
        this.core = core;
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
                Optional.ofNullable(core).map(Sessions::new),
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

    /// Sessions of accounts, as the API wants them.
    private record Sessions(CorePart core) implements LiveSessions {
        private static final Set<String> SHOWS = Set.of("away", "chat", "dnd", "xa");

        @Override
        public List<Connected> of(TenantId tenant, BareJid account) {
            return answer(core.node().sessions(new AccountId(tenant, account))).stream()
                    .map(Sessions::connected)
                    .toList();
        }

        @Override
        public boolean end(TenantId tenant, BareJid account, String resource) {
            return answer(core.node().endSession(new AccountId(tenant, account), resource))
                    .isPresent();
        }

        /// The cluster has a deadline of its own.
        private static <T> T answer(CompletionStage<T> asked) {
            try {
                return asked.toCompletableFuture().join();
            } catch (CompletionException e) {
                throw new UnavailableException("sessions: " + e.getMessage(), e);
            }
        }

        private static Connected connected(SessionView view) {
            return new Connected(
                    view.resource(),
                    view.since(),
                    view.address(),
                    view.connected() ? "connected" : "waiting",
                    view.available(),
                    SHOWS.contains(view.show()) ? view.show() : null,
                    view.priority(),
                    view.inactive());
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
