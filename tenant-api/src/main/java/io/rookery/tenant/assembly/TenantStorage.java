package io.rookery.tenant.assembly;

import io.rookery.routing.port.Authentication;
import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.RosterStore;
import io.rookery.tenant.Ids;
import io.rookery.tenant.SecretBox;
import io.rookery.tenant.apikey.ApiKeys;
import io.rookery.tenant.change.ChangeFeed;
import io.rookery.tenant.change.ChangeLog;
import io.rookery.tenant.domain.Domains;
import io.rookery.tenant.domain.JdbcDomainDirectory;
import io.rookery.tenant.erasure.ErasureRequests;
import io.rookery.tenant.hook.HookEndpoints;
import io.rookery.tenant.hook.Hooks;
import io.rookery.tenant.roster.InternalRosterStore;
import io.rookery.tenant.store.TenantTransactions;
import io.rookery.tenant.user.InternalAuthentication;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What every node has of tenants, whatever its roles: the directory of domains, internal accounts
/// and rosters, hook endpoints, and the log of changes that keeps them current. The schema must be
/// there before [#start].
public final class TenantStorage implements AutoCloseable {
    private final TenantParts parts;
    private final ExecutorService blocking;
    private final TenantTransactions transactions;
    private final Ids ids;
    private final SecretBox box;
    private final ChangeFeed changes;
    private final DomainDirectory directory;
    private final Authentication authentication;
    private final RosterStore rosters;
    private final Hooks hooks;
    private final HookEndpoints hookEndpoints;
    private final ApiKeys keys;

    public TenantStorage(TenantParts parts) {
        this.parts = parts;
        blocking =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tenant-", 0).factory());
        transactions = new TenantTransactions(parts.app(), parts.limits());
        ids = new Ids(parts.clock(), parts.random());
        box = new SecretBox(parts.masterKey(), parts.random());
        changes = new ChangeFeed(parts.app(), parts.clock(), parts.limits());
        directory =
                new JdbcDomainDirectory(
                        transactions, changes, parts.clock(), blocking, parts.limits());
        authentication =
                new InternalAuthentication(
                        transactions, parts.masterKey(), blocking, parts.random(), parts.limits());
        rosters = new InternalRosterStore(transactions, blocking);
        hooks = new Hooks(ids, parts.random(), parts.clock(), box, parts.limits());
        hookEndpoints =
                new HookEndpoints(
                        transactions, hooks, changes, parts.clock(), blocking, parts.limits());
        keys = new ApiKeys(transactions, ids, parts.random(), parts.clock(), parts.limits());
    }

    /// Begins to follow changes. Call it once.
    public void start() {
        changes.start();
    }

    /// Makes the operator's first key when there never was one: to be shown once, at the first
    /// start.
    ///
    /// @throws io.rookery.routing.port.UnavailableException when the database cannot be reached
    public Optional<String> makeFirstOperatorKey() {
        return keys.makeFirstOperatorKey();
    }

    public DomainDirectory directory() {
        return directory;
    }

    public Authentication authentication() {
        return authentication;
    }

    public RosterStore rosters() {
        return rosters;
    }

    public HookEndpoints hookEndpoints() {
        return hookEndpoints;
    }

    /// Where the running system is attached, with [ChangeFeed#drive].
    public ChangeFeed changes() {
        return changes;
    }

    TenantParts parts() {
        return parts;
    }

    TenantTransactions transactions() {
        return transactions;
    }

    Ids ids() {
        return ids;
    }

    SecretBox box() {
        return box;
    }

    Hooks hooks() {
        return hooks;
    }

    ApiKeys keys() {
        return keys;
    }

    Domains domains() {
        return new Domains(
                ids, parts.clock(), parts.limits(), new ChangeLog(parts.clock()), erasures());
    }

    ErasureRequests erasures() {
        return new ErasureRequests(ids, parts.clock());
    }

    @Override
    public void close() {
        changes.close();
        blocking.close();
    }
}
