package io.rookery.tenant.change;

import io.rookery.tenant.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/// Writes changes, in the transaction that makes them. Nodes hear of them when it commits.
public final class ChangeLog {
    static final String CHANNEL = "rookery_change";

    /// Any fixed number: held from here to the commit, so that ids become visible in their order
    /// and a reader that has seen one id has seen all before it.
    private static final long ORDER_LOCK = 0x726f6f6b65727901L;

    private final InstantSource clock;

    public ChangeLog(InstantSource clock) {
        this.clock = clock;
    }

    /// Appends changes. Call it last in a transaction, since other writers of changes wait for its
    /// end.
    public void append(Connection connection, List<Change> changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        Sql.first(connection, "SELECT pg_advisory_xact_lock(?)", row -> true, ORDER_LOCK);
        for (Change change : changes) {
            Sql.update(
                    connection,
                    """
                    INSERT INTO domain_change (tenant_id, domain, kind, users, made_at)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                    change.tenant().value(),
                    change.domain(),
                    change.kind(),
                    change.users(),
                    clock.instant());
        }
        Sql.first(connection, "SELECT pg_notify(?, '')", row -> true, CHANNEL);
    }
}
