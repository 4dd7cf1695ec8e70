package io.rookery.tenant.store;

import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.Limits;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Runs work in a transaction that belongs to one tenant: row-level security shows and takes that
/// tenant's rows only. Blocks the calling thread, which is a virtual one.
public final class TenantTransactions {
    /// The scope of the operator, who is no tenant and owns only keys and an audit log.
    public static final TenantId OPERATOR = new TenantId(new UUID(0, 0));

    private static final Duration NETWORK_SLACK = Duration.ofSeconds(2);

    private static final String SCOPE =
            "SELECT set_config('rookery.tenant_id', ?, true),"
                    + " set_config('statement_timeout', ?, true); ";

    private final DataSource app;
    private final Limits limits;

    /// @param app connects as `rookery_app`
    public TenantTransactions(DataSource app, Limits limits) {
        this.app = app;
        this.limits = limits;
    }

    /// Work in a transaction; it commits when the work returns and rolls back when it throws.
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /// Runs `work` as `tenant`.
    ///
    /// @throws UnavailableException when the database cannot be reached, or has no room now
    public <T> T in(TenantId tenant, Work<T> work) {
        return run(connection -> {
            enter(connection, tenant);
            return work.run(connection);
        });
    }

    /// The rows of one query as `tenant`, in one round trip, where [#in] needs four: without
    /// `BEGIN` the driver sends both statements at once, and PostgreSQL takes them for one
    /// transaction, in which what the first has set holds for the second.
    ///
    /// @throws UnavailableException when the database cannot be reached, or has no room now
    public <T> List<T> rows(
            TenantId tenant, String select, Sql.RowReader<T> reader, @Nullable Object... values) {
        String timeout = Long.toString(limits.statementTimeout().toMillis());
        List<@Nullable Object> all = new ArrayList<>(values.length + 2);
        all.add(tenant.value().toString());
        all.add(timeout);
        all.addAll(Arrays.asList(values));
        try (Connection connection = app.getConnection()) {
            bound(connection);
            return Sql.allOfSecond(connection, SCOPE + select, reader, all.toArray());
        } catch (SQLException e) {
            throw translated(e);
        }
    }

    /// Runs `work` as nobody: only the lookup functions find anything.
    ///
    /// @throws UnavailableException when the database cannot be reached, or has no room now
    public <T> T inNone(Work<T> work) {
        return run(work);
    }

    /// Goes on in the same transaction as another tenant, for what the operator does to a tenant.
    public static void enter(Connection connection, TenantId tenant) throws SQLException {
        Sql.first(
                connection,
                "SELECT set_config('rookery.tenant_id', ?, true)",
                row -> row.getString(1),
                tenant.value().toString());
    }

    private <T> T run(Work<T> work) {
        try (Connection connection = app.getConnection()) {
            connection.setAutoCommit(false);
            bound(connection);
            boolean done = false;
            try {
                Sql.update(
                        connection,
                        "SET LOCAL statement_timeout = " + limits.statementTimeout().toMillis());
                T result = work.run(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    rollBack(connection);
                }
            }
        } catch (SQLException e) {
            throw translated(e);
        }
    }

    /// A server that froze answers no statement timeout either.
    private void bound(Connection connection) throws SQLException {
        connection.setNetworkTimeout(
                Runnable::run,
                Math.toIntExact(limits.statementTimeout().plus(NETWORK_SLACK).toMillis()));
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is lost, and with it the transaction; whoever threw says why.
            assert !e.getMessage().isEmpty();
        }
    }

    /// Tells *cannot be reached now* from *we asked for something wrong*.
    private static RuntimeException translated(SQLException e) {
        String state = e.getSQLState() == null ? "08000" : e.getSQLState();
        boolean unavailable =
                state.startsWith("08") // connection
                        || state.startsWith("53") // resources
                        || state.startsWith("57") // cancelled, shut down, starting
                        || state.startsWith("40") // serialisation, deadlock
                        || state.startsWith("25006"); // a standby
        return unavailable
                ? new UnavailableException("postgresql: " + state, e)
                : new IllegalStateException("postgresql: " + state + " (expected: no error)", e);
    }
}
