package io.rookery.billing;

import io.rookery.testkit.servers.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.flywaydb.core.Flyway;

/// A real PostgreSQL with this module's migrations, and connections as each role.
final class Database implements AutoCloseable {
    private static final String NAME = "postgres";

    private final TestPostgres postgres = TestPostgres.start();

    Database() {
        Flyway.configure().dataSource(postgres.url(NAME), NAME, "").load().migrate();
    }

    Connection asOwner() throws SQLException {
        return postgres.connect(NAME, NAME);
    }

    /// A connection with a transaction open, as the role that writes.
    Connection asArchiver() throws SQLException {
        return as("rookery_archiver");
    }

    /// A connection with a transaction open, as the role that reads, for one tenant.
    Connection asApp(UUID tenant) throws SQLException {
        Connection connection = as("rookery_app");
        try (var set =
                connection.prepareStatement("SELECT set_config('rookery.tenant_id', ?, true)")) {
            set.setString(1, tenant.toString());
            set.execute();
        }
        return connection;
    }

    private Connection as(String role) throws SQLException {
        Connection connection = asOwner();
        connection.setAutoCommit(false);
        try (var set = connection.createStatement()) {
            set.execute("SET LOCAL ROLE " + role);
        }
        return connection;
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
