package io.rookery.archive.store;

import io.rookery.routing.port.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/// Transactions that see one tenant's rows. The tenant, the deadline and the choice of plans are
/// set for the transaction alone: plans by actual values, so that partitions are pruned while
/// planning, and along an index where there is one, however few rows PostgreSQL expects to sort.
public final class TenantTransactions {
    private static final Duration NETWORK_SLACK = Duration.ofSeconds(2);
    private static final String BEGIN =
            "SELECT set_config('rookery.tenant_id', ?, true),"
                    + " set_config('statement_timeout', ?, true),"
                    + " set_config('plan_cache_mode', 'force_custom_plan', true),"
                    + " set_config('enable_sort', 'off', true)";

    private final DataSource database;
    private final Duration statementTimeout;

    /// Connections of `database` have the application's role.
    public TenantTransactions(DataSource database, Duration statementTimeout) {
        this.database = database;
        this.statementTimeout = statementTimeout;
    }

    /// What is done in a transaction.
    @FunctionalInterface
    public interface Work<T> {
        /// Uses the connection, without committing.
        T apply(Connection connection) throws SQLException;
    }

    /// Runs `work`, commits, and gives its result; rolls back when it throws.
    public <T> T run(TenantId tenant, Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            // A server that froze answers no statement timeout either.
            connection.setNetworkTimeout(
                    Runnable::run,
                    Math.toIntExact(statementTimeout.plus(NETWORK_SLACK).toMillis()));
            try {
                begin(connection, tenant);
                T result = work.apply(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            }
        }
    }

    private void begin(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            statement.setString(1, tenant.value().toString());
            statement.setString(2, Long.toString(statementTimeout.toMillis()));
            statement.executeQuery().close();
        }
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
