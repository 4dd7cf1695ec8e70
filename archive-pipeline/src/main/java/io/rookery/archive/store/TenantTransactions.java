package io.rookery.archive.store;

import io.rookery.routing.port.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
            bound(connection);
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

    /// Reads the rows of one query in one round trip, where [#run] needs three: without `BEGIN` the
    /// driver sends both statements at once, and PostgreSQL takes them for one transaction, in
    /// which what the first has set holds for the second.
    ///
    /// @param select the query's text
    /// @param values sets its parameters, from the index on that it is given
    public <T> T read(TenantId tenant, String select, Values values, Rows<T> rows)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            bound(connection);
            try (PreparedStatement statement = connection.prepareStatement(BEGIN + "; " + select)) {
                scope(statement, tenant);
                values.set(statement, 3);
                statement.execute();
                if (!statement.getMoreResults()) {
                    throw new SQLException("second statement: no rows (expected: a query)");
                }
                try (ResultSet found = statement.getResultSet()) {
                    return rows.read(found);
                }
            }
        }
    }

    /// Sets a statement's parameters.
    @FunctionalInterface
    public interface Values {
        /// @param first index of the first of them
        void set(PreparedStatement statement, int first) throws SQLException;
    }

    /// Makes something of a query's rows.
    @FunctionalInterface
    public interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /// A server that froze answers no statement timeout either.
    private void bound(Connection connection) throws SQLException {
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(statementTimeout.plus(NETWORK_SLACK).toMillis()));
    }

    private void scope(PreparedStatement statement, TenantId tenant) throws SQLException {
        statement.setString(1, tenant.value().toString());
        statement.setString(2, Long.toString(statementTimeout.toMillis()));
    }

    private void begin(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            scope(statement, tenant);
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
