package io.rookery.server.assembly;

import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A pool that answers at once while its database is dead. Who asks first waits for the pool's
/// time; then nobody does until the pool has a connection again, which it goes on trying to make by
/// itself. While all its connections are in use one waits longer.
final class Impatient implements DataSource {
    private final HikariDataSource pool;
    private final Duration patience;
    private volatile boolean away;

    /// @param patience how long a connection is waited for that others use
    Impatient(HikariDataSource pool, Duration patience) {
        this.pool = pool;
        this.patience = patience;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away && hasNone()) {
            throw new SQLTransientConnectionException("the database cannot be reached");
        }
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                Connection connection = pool.getConnection();
                away = false;
                return connection;
            } catch (SQLTransientConnectionException e) {
                away = hasNone();
                if (away || System.nanoTime() >= until) {
                    throw e;
                }
            }
        }
    }

    private boolean hasNone() {
        return pool.getHikariPoolMXBean().getTotalConnections() == 0;
    }

    void close() {
        pool.close();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("user: " + user + " (expected: the pool's own)");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return pool.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return pool.isWrapperFor(type);
    }
}
