package io.rookery.tenant;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.rookery.testkit.servers.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/// A fresh database with all migrations on the class path, made by an owner that is no superuser,
/// on one real PostgreSQL for the whole test run.
public final class TestDatabase implements AutoCloseable {
    private static final TestPostgres POSTGRES = startPostgres();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "rookery_" + COUNT.incrementAndGet();
    private final HikariDataSource app;

    public TestDatabase() {
        this("classpath:db/migration");
    }

    /// @param migrations where Flyway looks
    TestDatabase(String... migrations) {
        try {
            POSTGRES.execute("CREATE DATABASE " + name + " OWNER rookery_owner");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Flyway.configure()
                .dataSource(url(), "rookery_owner", "")
                .locations(migrations)
                .load()
                .migrate();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setUsername("rookery_app");
        config.setMaximumPoolSize(8);
        config.setConnectionTimeout(5_000);
        app = new HikariDataSource(config);
    }

    /// As the application's role, which row-level security applies to.
    public HikariDataSource app() {
        return app;
    }

    /// As a superuser, who sees everything: only to look at what was written.
    public Connection asSuperuser() throws SQLException {
        return DriverManager.getConnection(url(), "postgres", "");
    }

    /// As any role that may log in.
    public Connection as(String role) throws SQLException {
        return DriverManager.getConnection(url(), role, "");
    }

    /// Cuts every connection of the application.
    public void cutConnections() throws SQLException {
        try (Connection connection = asSuperuser();
                var statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename ="
                            + " 'rookery_app' AND datname = current_database()");
        }
    }

    @Override
    public void close() {
        app.close();
    }

    private String url() {
        return POSTGRES.url(name);
    }

    private static TestPostgres startPostgres() {
        try {
            TestPostgres postgres = TestPostgres.start();
            postgres.execute(
                    "CREATE ROLE rookery_owner LOGIN",
                    "CREATE ROLE rookery_app LOGIN",
                    "CREATE ROLE rookery_archiver LOGIN");
            return postgres;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
