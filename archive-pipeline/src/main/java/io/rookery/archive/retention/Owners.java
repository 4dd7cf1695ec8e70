package io.rookery.archive.retention;

import io.rookery.archive.store.TenantTransactions;
import io.rookery.routing.port.TenantId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The accounts of a tenant that have rows, found by leaping through an index from one to the next.
final class Owners {
    private static final String NEXT =
            """
            WITH RECURSIVE leap AS (
                (SELECT owner, 1 AS n FROM {table} WHERE tenant_id = ? AND owner > ?
                 ORDER BY owner LIMIT 1)
                UNION ALL
                SELECT next.owner, leap.n + 1 FROM leap, LATERAL (
                    SELECT owner FROM {table} WHERE tenant_id = ? AND owner > leap.owner
                    ORDER BY owner LIMIT 1) AS next
                WHERE leap.n < ?
            )
            SELECT owner FROM leap
            """;

    private final TenantTransactions transactions;
    private final int page;

    Owners(TenantTransactions transactions, int page) {
        this.transactions = transactions;
        this.page = page;
    }

    /// The next accounts after `after` with rows in `table`, in order; none when there are no more.
    List<String> next(String table, TenantId tenant, String after) throws SQLException {
        return transactions.run(
                tenant,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(NEXT.replace("{table}", table))) {
                        statement.setObject(1, tenant.value());
                        statement.setString(2, after);
                        statement.setObject(3, tenant.value());
                        statement.setInt(4, page);
                        List<String> owners = new ArrayList<>();
                        try (ResultSet rows = statement.executeQuery()) {
                            while (rows.next()) {
                                owners.add(rows.getString(1));
                            }
                        }
                        return owners;
                    }
                });
    }

    /// The domain of an account.
    static String domain(String owner) {
        return owner.substring(owner.indexOf('@') + 1);
    }
}
