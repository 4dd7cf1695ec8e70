package io.rookery.hooks;

import io.rookery.hooks.auth.HookAuthentication;
import io.rookery.hooks.check.ContractCheck;
import io.rookery.hooks.egress.Egress;
import io.rookery.hooks.endpoint.EndpointHealth;
import io.rookery.hooks.endpoint.HookId;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookPorts;
import io.rookery.hooks.netty.NettyTransport;
import io.rookery.hooks.roster.HookRosterStore;
import io.rookery.hooks.webhook.HookCalls;
import io.rookery.routing.port.Authentication;
import io.rookery.routing.port.RosterStore;
import io.rookery.routing.port.TenantId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/// The module, put together: one for each node. All methods may be called from any thread, and none
/// blocks except [#close].
public final class Hooks implements AutoCloseable {
    private final NettyTransport transport;
    private final Egress egress;
    private final HookCalls calls;
    private final HookAuthentication authentication;
    private final HookRosterStore rosters;
    private final ContractCheck contractCheck;

    private Hooks(
            HookPorts ports,
            HookLimits limits,
            Egress egress,
            NettyTransport transport,
            Executor executor) {
        this.transport = transport;
        this.egress = egress;
        this.calls = new HookCalls(ports, limits, transport, executor);
        this.authentication = new HookAuthentication(ports, limits, calls);
        this.rosters = new HookRosterStore(ports, limits, calls);
        this.contractCheck = new ContractCheck(transport, limits, ports.clock(), ports.random());
    }

    /// Starts the HTTP client; nothing is called before someone asks.
    public static Hooks start(HookPorts ports, HookLimits limits, Egress egress) {
        ThreadFactory threads = Thread.ofVirtual().name("hook-answer-", 0).factory();
        return new Hooks(
                ports,
                limits,
                egress,
                NettyTransport.start(egress, limits),
                task -> threads.newThread(task).start());
    }

    /// Authentication by the tenant's backend.
    public Authentication authentication() {
        return authentication;
    }

    /// Rosters kept by the tenant's backend.
    public RosterStore rosters() {
        return rosters;
    }

    /// Forgets all that the backend said of the user, on this node.
    ///
    /// @param user localpart
    public void revoke(TenantId tenant, String domain, String user) {
        authentication.revoke(tenant, domain, user);
    }

    /// Has these users' rosters fetched anew when they are loaded next, on this node.
    ///
    /// @param users localparts
    public void invalidateRosters(TenantId tenant, String domain, Collection<String> users) {
        rosters.invalidate(tenant, domain, users);
    }

    /// How the endpoint did on this node; empty when it has not been called yet.
    public Optional<EndpointHealth> health(TenantId tenant, HookId hook) {
        return calls.health(tenant, hook);
    }

    /// Endpoints that are not called now because they failed too often, with their tenants.
    public Map<HookId, TenantId> resting() {
        return calls.resting();
    }

    /// Calls of this node that are under way.
    public int callsUnderWay() {
        return calls.underWay();
    }

    /// The rules for URLs, to be asked before one is saved; they are asked again at each call.
    public Egress egress() {
        return egress;
    }

    /// Runs the contract against a backend.
    public ContractCheck contractCheck() {
        return contractCheck;
    }

    /// Closes all connections; calls under way end as unavailable.
    @Override
    public void close() {
        transport.close();
    }
}
