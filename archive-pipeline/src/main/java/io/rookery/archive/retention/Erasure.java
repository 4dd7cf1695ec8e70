package io.rookery.archive.retention;

import io.rookery.archive.Limits;
import io.rookery.archive.store.ArchiveKeys;
import io.rookery.archive.store.TenantTransactions;
import io.rookery.routing.port.TenantId;
import io.rookery.xmpp.jid.BareJid;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/// Removes everything that one account or one domain has here from before a moment: archive,
/// pending messages and preferences. Blocks until done; what it did before a failure stays done, so
/// it can be repeated.
///
/// Records that are still on their way in the log make rows again: [Erasures] erases again when the
/// archiver has passed them. In Kafka they last as long as the topic keeps records.
public final class Erasure {
    private static final String PREFERENCES = "archive_preference";
    private static final List<String> TABLES =
            List.of("archive_message", "pending_message", PREFERENCES);

    private static final String DELETE =
            """
            DELETE FROM {table} WHERE tenant_id = ? AND owner = ? AND id IN (
                SELECT id FROM {table} WHERE tenant_id = ? AND owner = ? AND id < ?
                ORDER BY id LIMIT ?)
            """;
    private static final String DELETE_PREFERENCE =
            "DELETE FROM archive_preference WHERE tenant_id = ? AND owner = ?";

    private final TenantTransactions transactions;
    private final Owners owners;
    private final int batchRows;

    /// Erases through connections with the application's role.
    public Erasure(DataSource app, Limits.Retention limits) {
        this.transactions = new TenantTransactions(app, limits.statementTimeout());
        this.owners = new Owners(transactions, limits.owners());
        this.batchRows = limits.batchRows();
    }

    /// What is to go.
    ///
    /// @param before messages named from then on stay: they are a later holder's of the name
    /// @param preferences whether preferences go too; they have no time
    public record Scope(Instant before, boolean preferences) {}

    /// Erases one account; gives the number of rows removed.
    public long account(TenantId tenant, BareJid owner, Scope scope) throws SQLException {
        long removed = 0;
        for (String table : TABLES) {
            removed += delete(table, tenant, owner.toString(), scope);
        }
        return removed;
    }

    /// Erases every account of one domain; gives the number of rows removed.
    public long domain(TenantId tenant, String domain, Scope scope) throws SQLException {
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
                        removed += delete(table, tenant, owner, scope);
                    }
                }
                last = next.getLast();
            }
        }
        return removed;
    }

    private long delete(String table, TenantId tenant, String owner, Scope scope)
            throws SQLException {
        if (table.equals(PREFERENCES)) {
            return scope.preferences() ? deletePreference(tenant, owner) : 0;
        }
        String sql = DELETE.replace("{table}", table);
        UUID before = ArchiveKeys.first(scope.before());
        long removed = 0;
        while (true) {
            int batch =
                    transactions.run(
                            tenant, connection -> delete(connection, sql, tenant, owner, before));
            removed += batch;
            if (batch < batchRows) {
                return removed;
            }
        }
    }

    private int delete(
            Connection connection, String sql, TenantId tenant, String owner, UUID before)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, tenant.value());
            statement.setString(2, owner);
            statement.setObject(3, tenant.value());
            statement.setString(4, owner);
            statement.setObject(5, before);
            statement.setInt(6, batchRows);
            return statement.executeUpdate();
        }
    }

    private int deletePreference(TenantId tenant, String owner) throws SQLException {
        return transactions.run(
                tenant,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(DELETE_PREFERENCE)) {
                        statement.setObject(1, tenant.value());
                        statement.setString(2, owner);
                        return statement.executeUpdate();
                    }
                });
    }
}
