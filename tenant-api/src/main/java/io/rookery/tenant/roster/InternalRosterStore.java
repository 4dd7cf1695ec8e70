package io.rookery.tenant.roster;

import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.RosterStore;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.store.Sql;
import io.rookery.tenant.store.TenantTransactions;
import io.rookery.xmpp.jid.BareJid;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// Rosters in PostgreSQL. A change is taken only from someone who has seen the last one.
public final class InternalRosterStore implements RosterStore {
    private static final String LOAD =
            """
            SELECT coalesce(v.version, 0) AS version, i.contact, i.name, i.groups, i.state,
                i.approved, i.listed, i.request
            FROM domain d
            LEFT JOIN roster_version v ON v.tenant_id = d.tenant_id AND v.domain_id = d.domain_id
                AND v.owner = ?
            LEFT JOIN roster_item i ON i.tenant_id = d.tenant_id AND i.domain_id = d.domain_id
                AND i.owner = ?
            WHERE d.tenant_id = ? AND d.name = ? AND d.state <> 'deleted'
            ORDER BY i.contact
            """;

    private final TenantTransactions transactions;
    private final Executor blocking;

    /// @param blocking runs each task on a virtual thread
    public InternalRosterStore(TenantTransactions transactions, Executor blocking) {
        this.transactions = transactions;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<RosterSnapshot> load(DomainPolicy policy, BareJid owner) {
        return CompletableFuture.supplyAsync(() -> read(policy, owner), blocking);
    }

    @Override
    public CompletionStage<Boolean> save(
            DomainPolicy policy, BareJid owner, RosterChange change, long expectedVersion) {
        if (change.newVersion() <= expectedVersion) {
            throw new IllegalArgumentException(
                    "roster version: %d (expected: more than %d)"
                            .formatted(change.newVersion(), expectedVersion));
        }
        return CompletableFuture.supplyAsync(
                () ->
                        transactions.in(
                                policy.tenant(),
                                c -> save(c, policy, owner, change, expectedVersion)),
                blocking);
    }

    @Override
    public boolean writable(DomainPolicy policy) {
        return policy.rosterSource() == DomainPolicy.RosterSource.INTERNAL;
    }

    private RosterSnapshot read(DomainPolicy policy, BareJid owner) {
        List<Row> rows =
                transactions.rows(
                        policy.tenant(),
                        LOAD,
                        InternalRosterStore::row,
                        localpart(owner),
                        localpart(owner),
                        policy.tenant().value(),
                        policy.domain());
        if (rows.isEmpty()) {
            throw gone(policy);
        }
        return new RosterSnapshot(
                rows.getFirst().version(),
                rows.stream().flatMap(row -> row.entry().stream()).toList(),
                false);
    }

    /// @param entry empty in the only row of a roster without items
    private record Row(long version, Optional<RosterEntry> entry) {}

    private static Row row(ResultSet row) throws SQLException {
        boolean item = row.getString("contact") != null;
        return new Row(row.getLong("version"), item ? Optional.of(entry(row)) : Optional.empty());
    }

    private static RosterEntry entry(ResultSet row) throws SQLException {
        return new RosterEntry(
                BareJid.parse(row.getString("contact")),
                row.getString("name"),
                Sql.texts(row, "groups"),
                SubscriptionState.valueOf(row.getString("state")),
                row.getBoolean("approved"),
                row.getBoolean("listed"),
                Optional.ofNullable(row.getBytes("request")));
    }

    private static boolean save(
            Connection connection,
            DomainPolicy policy,
            BareJid owner,
            RosterChange change,
            long expectedVersion)
            throws SQLException {
        UUID domainId = domainId(connection, policy);
        if (!advance(connection, policy, domainId, owner, change.newVersion(), expectedVersion)) {
            return false;
        }
        RosterEntry entry = change.entry();
        if (entry == null) {
            Sql.update(
                    connection,
                    """
                    DELETE FROM roster_item
                    WHERE tenant_id = ? AND domain_id = ? AND owner = ? AND contact = ?
                    """,
                    policy.tenant().value(),
                    domainId,
                    localpart(owner),
                    change.jid().toString());
        } else {
            put(connection, policy, domainId, owner, entry);
        }
        return true;
    }

    private static boolean advance(
            Connection connection,
            DomainPolicy policy,
            UUID domainId,
            BareJid owner,
            long newVersion,
            long expectedVersion)
            throws SQLException {
        if (expectedVersion == 0) {
            return 1
                    == Sql.update(
                            connection,
                            """
                            INSERT INTO roster_version (tenant_id, domain_id, owner, version)
                            VALUES (?, ?, ?, ?)
                            ON CONFLICT DO NOTHING
                            """,
                            policy.tenant().value(),
                            domainId,
                            localpart(owner),
                            newVersion);
        }
        return 1
                == Sql.update(
                        connection,
                        """
                        UPDATE roster_version SET version = ?
                        WHERE tenant_id = ? AND domain_id = ? AND owner = ? AND version = ?
                        """,
                        newVersion,
                        policy.tenant().value(),
                        domainId,
                        localpart(owner),
                        expectedVersion);
    }

    private static void put(
            Connection connection,
            DomainPolicy policy,
            UUID domainId,
            BareJid owner,
            RosterEntry entry)
            throws SQLException {
        Sql.update(
                connection,
                """
                INSERT INTO roster_item (tenant_id, domain_id, owner, contact, name, groups, state,
                    approved, listed, request)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (tenant_id, domain_id, owner, contact) DO UPDATE SET
                    name = excluded.name, groups = excluded.groups, state = excluded.state,
                    approved = excluded.approved, listed = excluded.listed,
                    request = excluded.request
                """,
                policy.tenant().value(),
                domainId,
                localpart(owner),
                entry.jid().toString(),
                entry.name(),
                entry.groups(),
                entry.state(),
                entry.approved(),
                entry.listed(),
                entry.request().orElse(null));
    }

    private static UUID domainId(Connection connection, DomainPolicy policy) throws SQLException {
        return Sql.first(
                        connection,
                        """
                        SELECT domain_id FROM domain
                        WHERE tenant_id = ? AND name = ? AND state <> 'deleted'
                        """,
                        row -> row.getObject(1, UUID.class),
                        policy.tenant().value(),
                        policy.domain())
                .orElseThrow(() -> gone(policy));
    }

    private static UnavailableException gone(DomainPolicy policy) {
        return new UnavailableException("domain: " + policy.domain() + " is gone");
    }

    private static String localpart(BareJid owner) {
        String localpart = owner.local();
        if (localpart == null) {
            throw new IllegalArgumentException(
                    "roster owner: " + owner + " (expected: an account)");
        }
        return localpart;
    }
}
