package io.rookery.archive.retention;

import io.rookery.archive.Limits;
import io.rookery.archive.store.TenantTransactions;
import io.rookery.routing.port.TenantId;
import io.rookery.xmpp.jid.BareJid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/// Removes everything that one account or one domain has here: archive, pending messages and
/// preferences. Blocks until done; what it did before a failure stays done, so it can be repeated.
///
/// Records that are still on their way in the log make rows again: erase after the account is gone,
/// and once more when the archiver has passed what it wrote. In Kafka they last as long as the
/// topic keeps records.
public final class Erasure {
    private static final List<String> TABLES =
            List.of("archive_message", "pending_message", "archive_preference");

    private static final String DELETE =
            """
            DELETE FROM {table} WHERE tenant_id = ? AND owner = ? AND {key} IN (
                SELECT {key} FROM {table} WHERE tenant_id = ? AND owner = ?
                ORDER BY {key} LIMIT ?)
            """;

    private final TenantTransactions transactions;
    private final Owners owners;
    private final int batchRows;

    /// Erases through connections with the application's role.
    public Erasure(DataSource app, Limits.Retention limits) {
        this.transactions = new TenantTransactions(app, limits.statementTimeout());
        this.owners = new Owners(transactions, limits.owners());
        this.batchRows = limits.batchRows();
    }

    /// Erases one account; gives the number of rows removed.
    public long account(TenantId tenant, BareJid owner) throws SQLException {
        long removed = 0;
        for (String table : TABLES) {
            removed += delete(table, tenant, owner.toString());
        }
        return removed;
    }

    /// Erases every account of one domain; gives the number of rows removed.
    public long domain(TenantId tenant, String domain) throws SQLException {
        long removed = 0;
        for (String table : TABLES) {
            String last = "";
            while (true) {
                List<String> next = owners.next(table, tenant, last);
                if (next.isEmpty()) {
                    break;
                }
                for (String owner : next) {
                    if (Owners.domain(owner).equals(domain)) {
                        removed += delete(table, tenant, owner);
                    }
                }
                last = next.getLast();
            }
        }
        return removed;
    }

    private long delete(String table, TenantId tenant, String owner) throws SQLException {
        // Of tables keyed by account alone this takes the one row.
        String key = table.equals("archive_preference") ? "owner" : "id";
        String sql = DELETE.replace("{table}", table).replace("{key}", key);
        long removed = 0;
        while (true) {
            int batch =
                    transactions.run(tenant, connection -> delete(connection, sql, tenant, owner));
            removed += batch;
            if (batch < batchRows) {
                return removed;
            }
        }
    }

    private int delete(Connection connection, String sql, TenantId tenant, String owner)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, tenant.value());
            statement.setString(2, owner);
            statement.setObject(3, tenant.value());
            statement.setString(4, owner);
            statement.setInt(5, batchRows);
            return statement.executeUpdate();
        }
    }
}
