package io.rookery.tenant.domain;

import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.TenantId;
import io.rookery.tenant.Ids;
import io.rookery.tenant.Limits;
import io.rookery.tenant.change.Change;
import io.rookery.tenant.change.ChangeLog;
import io.rookery.tenant.erasure.ErasureRequests;
import io.rookery.tenant.http.PageRequest;
import io.rookery.tenant.http.Problem;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.store.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// Domains in the database. Everything runs in a transaction of the tenant; each change makes a new
/// version of the policy and is the last thing in its transaction.
public final class Domains {
    /// Any fixed number: names are handed out one at a time.
    private static final long NAMES_LOCK = 0x726f6f6b65727902L;

    private static final String SELECT =
            """
            SELECT d.name, d.state AS domain_state, d.created_at, d.changed_at, p.*
            FROM domain d
            JOIN domain_policy p
                ON p.tenant_id = d.tenant_id AND p.domain_id = d.domain_id AND p.version = d.version
            WHERE d.tenant_id = ? AND d.state <> 'deleted'
            """;

    private final Ids ids;
    private final InstantSource clock;
    private final Limits limits;
    private final ChangeLog changes;
    private final ErasureRequests erasures;

    public Domains(
            Ids ids,
            InstantSource clock,
            Limits limits,
            ChangeLog changes,
            ErasureRequests erasures) {
        this.ids = ids;
        this.clock = clock;
        this.limits = limits;
        this.changes = changes;
        this.erasures = erasures;
    }

    /// Gives the tenant a domain.
    ///
    /// @param name as JIDs have it
    Domain create(Connection connection, TenantId tenant, String name, PolicyChange change)
            throws SQLException {
        Instant now = clock.instant();
        Sql.first(connection, "SELECT pg_advisory_xact_lock(?)", row -> true, NAMES_LOCK);
        checkName(connection, tenant, name, now);
        boolean active = tenantIsActive(connection, tenant);
        checkQuota(connection, tenant);
        erasures.keepFromNow(connection, tenant, name, "");
        DomainPolicy policy = change.applyTo(PolicyChange.initial(tenant, name, active));
        Domain domain = new Domain(ids.next(), name, Domain.State.ACTIVE, policy, now, now);
        Sql.update(
                connection,
                """
                INSERT INTO domain (tenant_id, domain_id, name, state, version, created_at,
                    changed_at)
                VALUES (?, ?, ?, 'active', ?, ?, ?)
                """,
                tenant.value(),
                domain.id(),
                name,
                policy.version(),
                now,
                now);
        PolicyRows.insert(connection, domain.id(), policy, now);
        return domain;
    }

    /// Domains that are not deleted, in order of their names.
    List<Domain> list(Connection connection, TenantId tenant, PageRequest page)
            throws SQLException {
        return Sql.all(
                connection,
                SELECT + "AND d.name COLLATE \"C\" > ? ORDER BY d.name COLLATE \"C\" LIMIT ?",
                Domains::domain,
                tenant.value(),
                page.after(),
                page.fetch());
    }

    /// The domain that an address names, by id (`dom_…`) or by name.
    ///
    /// @throws ProblemException when the tenant has none
    public Domain find(Connection connection, TenantId tenant, String reference)
            throws SQLException {
        return find(connection, tenant, reference, "");
    }

    /// The same, kept from changing until the transaction ends.
    public Domain lock(Connection connection, TenantId tenant, String reference)
            throws SQLException {
        return find(connection, tenant, reference, "FOR UPDATE OF d");
    }

    private static Domain find(
            Connection connection, TenantId tenant, String reference, String suffix)
            throws SQLException {
        var id = Ids.Kind.DOMAIN.parse(reference);
        if (id.isPresent()) {
            return Sql.first(
                            connection,
                            SELECT + "AND d.domain_id = ? " + suffix,
                            Domains::domain,
                            tenant.value(),
                            id.get())
                    .orElseThrow(ProblemException::notFound);
        }
        String name = DomainName.prepare(reference).orElseThrow(ProblemException::notFound);
        return Sql.first(
                        connection,
                        SELECT + "AND d.name = ? " + suffix,
                        Domains::domain,
                        tenant.value(),
                        name)
                .orElseThrow(ProblemException::notFound);
    }

    /// Makes a new version of a policy.
    Domain changePolicy(Connection connection, Domain old, PolicyChange change)
            throws SQLException {
        return renew(connection, old, old.state(), change.applyTo(old.policy()));
    }

    /// Makes a new version of a policy that says the same: what was answered under the old one, and
    /// is remembered somewhere, is believed no more.
    public void outdate(Connection connection, Domain domain) throws SQLException {
        changePolicy(connection, domain, PolicyChange.none());
    }

    /// Suspends or resumes a domain.
    Domain changeState(Connection connection, Domain old, Domain.State state) throws SQLException {
        if (old.state() == state) {
            return old;
        }
        boolean active =
                state == Domain.State.ACTIVE && tenantIsActive(connection, old.policy().tenant());
        return renew(connection, old, state, with(old.policy(), active));
    }

    /// Deletes a domain: from now on nothing of it can be found. Its hook goes at once, its users
    /// and rosters, which may be many, are erased by housekeeping; its archives by the archiver.
    void delete(Connection connection, Domain old) throws SQLException {
        Sql.update(
                connection,
                "DELETE FROM hook_endpoint WHERE tenant_id = ? AND domain_id = ?",
                old.policy().tenant().value(),
                old.id());
        erasures.add(connection, old.policy().tenant(), old.name(), "");
        renew(connection, old, Domain.State.DELETED, with(old.policy(), false));
    }

    /// What nodes must hear when a domain was deleted.
    static List<Change> deleted(Domain domain) {
        return changesOf(domain, Change.Kind.POLICY, Change.Kind.HOOK, Change.Kind.DISCONNECT);
    }

    /// What nodes must hear when a domain's policy changed.
    static List<Change> changed(Domain domain) {
        return domain.policy().active()
                ? changesOf(domain, Change.Kind.POLICY)
                : changesOf(domain, Change.Kind.POLICY, Change.Kind.DISCONNECT);
    }

    private static List<Change> changesOf(Domain domain, Change.Kind... kinds) {
        return Arrays.stream(kinds)
                .map(kind -> Change.of(domain.policy().tenant(), domain.name(), kind))
                .toList();
    }

    /// Tells nodes of it. Last in the transaction.
    void announce(Connection connection, List<Change> news) throws SQLException {
        changes.append(connection, news);
    }

    /// Tells nodes what happened to users of a domain. Last in the transaction.
    public void announce(
            Connection connection, Domain domain, List<String> users, List<Change.Kind> kinds)
            throws SQLException {
        changes.append(
                connection,
                kinds.stream()
                        .map(kind ->
                                new Change(domain.policy().tenant(), domain.name(), kind, users))
                        .toList());
    }

    /// Lets every domain of a tenant follow the tenant's state. Last in the transaction.
    public void tenantChanged(Connection connection, TenantId tenant, boolean deleted)
            throws SQLException {
        boolean tenantActive = tenantIsActive(connection, tenant);
        List<Domain> all =
                Sql.all(
                        connection,
                        SELECT + "ORDER BY d.domain_id FOR UPDATE OF d",
                        Domains::domain,
                        tenant.value());
        List<Change> news = new ArrayList<>();
        for (Domain domain : all) {
            if (deleted) {
                delete(connection, domain);
                news.addAll(deleted(domain));
            } else {
                boolean active = tenantActive && domain.state() == Domain.State.ACTIVE;
                news.addAll(
                        changed(
                                renew(
                                        connection,
                                        domain,
                                        domain.state(),
                                        with(domain.policy(), active))));
            }
        }
        changes.append(connection, news);
    }

    private Domain renew(
            Connection connection, Domain old, Domain.State state, DomainPolicy changed)
            throws SQLException {
        Instant now = clock.instant();
        DomainPolicy policy = next(changed);
        PolicyRows.insert(connection, old.id(), policy, now);
        Sql.update(
                connection,
                """
                UPDATE domain SET state = ?, version = ?, changed_at = ?
                WHERE tenant_id = ? AND domain_id = ?
                """,
                state.name().toLowerCase(Locale.ROOT),
                policy.version(),
                now,
                policy.tenant().value(),
                old.id());
        return new Domain(old.id(), old.name(), state, policy, old.createdAt(), now);
    }

    private void checkName(Connection connection, TenantId tenant, String name, Instant now)
            throws SQLException {
        boolean own =
                Sql.first(
                                connection,
                                SELECT + "AND d.name = ?",
                                Domains::domain,
                                tenant.value(),
                                name)
                        .isPresent();
        if (own) {
            throw new ProblemException(
                    Problem.ALREADY_EXISTS, "This tenant has that domain already.");
        }
        boolean taken =
                Sql.first(
                                connection,
                                "SELECT domain_is_taken(?, ?, ?)",
                                row -> row.getBoolean(1),
                                name,
                                tenant.value(),
                                now.minus(limits.releasedNameAge()))
                        .orElse(true);
        if (taken) {
            throw new ProblemException(
                    Problem.DOMAIN_UNAVAILABLE, "This domain name cannot be used.");
        }
    }

    private static void checkQuota(Connection connection, TenantId tenant) throws SQLException {
        boolean room =
                Sql.first(
                                connection,
                                """
                                SELECT count(*) < (SELECT max_domains FROM tenant
                                    WHERE tenant_id = ?)
                                FROM domain WHERE tenant_id = ? AND state <> 'deleted'
                                """,
                                row -> row.getBoolean(1),
                                tenant.value(),
                                tenant.value())
                        .orElse(false);
        if (!room) {
            throw new ProblemException(
                    Problem.QUOTA_EXCEEDED, "The tenant has as many domains as it may have.");
        }
    }

    private static boolean tenantIsActive(Connection connection, TenantId tenant)
            throws SQLException {
        return Sql.first(
                        connection,
                        "SELECT state = 'active' FROM tenant WHERE tenant_id = ?",
                        row -> row.getBoolean(1),
                        tenant.value())
                .orElse(false);
    }

    private static Domain domain(ResultSet row) throws SQLException {
        String name = row.getString("name");
        return new Domain(
                row.getObject("domain_id", UUID.class),
                name,
                Domain.State.valueOf(row.getString("domain_state").toUpperCase(Locale.ROOT)),
                PolicyRows.read(row, name),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "changed_at"));
    }

    private static DomainPolicy next(DomainPolicy policy) {
        return copy(policy, policy.version() + 1, policy.active());
    }

    private static DomainPolicy with(DomainPolicy policy, boolean active) {
        return copy(policy, policy.version(), active);
    }

    private static DomainPolicy copy(DomainPolicy policy, long version, boolean active) {
        return new DomainPolicy(
                policy.tenant(),
                policy.domain(),
                version,
                active,
                policy.authentication(),
                policy.rosterSource(),
                policy.federation(),
                policy.allowList(),
                policy.archiving(),
                policy.retention(),
                policy.disabledFeatures(),
                policy.saslMechanisms(),
                policy.limits());
    }
}
