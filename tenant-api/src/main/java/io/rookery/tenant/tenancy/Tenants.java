package io.rookery.tenant.tenancy;

import io.rookery.routing.port.TenantId;
import io.rookery.tenant.Ids;
import io.rookery.tenant.http.PageRequest;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.store.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// Tenants in the database. The operator's transactions see all of them, a tenant's only its own.
@Singleton
final class Tenants {
    private static final String SELECT = "SELECT * FROM tenant WHERE state <> 'deleted' ";

    private final Ids ids;
    private final InstantSource clock;

    Tenants(Ids ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// What the operator wants.
    record NewTenant(String name, String environment, int maxDomains, long maxUsers) {}

    Tenant create(Connection connection, NewTenant wanted) throws SQLException {
        Instant now = clock.instant();
        var tenant =
                new Tenant(
                        new TenantId(ids.next()),
                        wanted.name(),
                        wanted.environment(),
                        Tenant.State.ACTIVE,
                        wanted.maxDomains(),
                        wanted.maxUsers(),
                        now,
                        now);
        Sql.update(
                connection,
                """
                INSERT INTO tenant (tenant_id, name, environment, state, max_domains, max_users,
                    created_at, changed_at)
                VALUES (?, ?, ?, 'active', ?, ?, ?, ?)
                """,
                tenant.id().value(),
                tenant.name(),
                tenant.environment(),
                tenant.maxDomains(),
                tenant.maxUsers(),
                now,
                now);
        return tenant;
    }

    /// Tenants that are not deleted, the oldest first.
    List<Tenant> list(Connection connection, PageRequest page) throws SQLException {
        return Sql.all(
                connection,
                SELECT + "AND tenant_id > ? ORDER BY tenant_id LIMIT ?",
                Tenants::tenant,
                page.after().isEmpty() ? new UUID(0, 0) : page.id(Ids.Kind.TENANT),
                page.fetch());
    }

    /// @throws ProblemException when there is none that the transaction may see
    Tenant find(Connection connection, TenantId id) throws SQLException {
        return Sql.first(connection, SELECT + "AND tenant_id = ?", Tenants::tenant, id.value())
                .orElseThrow(ProblemException::notFound);
    }

    /// The same, kept from changing until the transaction ends; for the operator.
    Tenant lock(Connection connection, TenantId id) throws SQLException {
        return Sql.first(
                        connection,
                        SELECT + "AND tenant_id = ? FOR UPDATE",
                        Tenants::tenant,
                        id.value())
                .orElseThrow(ProblemException::notFound);
    }

    Tenant changeState(Connection connection, Tenant old, Tenant.State state) throws SQLException {
        Instant now = clock.instant();
        Sql.update(
                connection,
                "UPDATE tenant SET state = ?, changed_at = ? WHERE tenant_id = ?",
                state.name().toLowerCase(Locale.ROOT),
                now,
                old.id().value());
        return new Tenant(
                old.id(),
                old.name(),
                old.environment(),
                state,
                old.maxDomains(),
                old.maxUsers(),
                old.createdAt(),
                now);
    }

    private static Tenant tenant(ResultSet row) throws SQLException {
        return new Tenant(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                row.getString("name"),
                row.getString("environment"),
                Tenant.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getInt("max_domains"),
                row.getLong("max_users"),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "changed_at"));
    }
}
