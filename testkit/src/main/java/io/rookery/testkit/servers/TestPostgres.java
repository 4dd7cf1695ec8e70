package io.rookery.testkit.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/// A PostgreSQL whose superuser is `postgres` and which asks nobody for a password. It ends with
/// the JVM, or when it is closed.
public final class TestPostgres implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final int PORT = 5_432;
    private static final int CONNECTIONS = 200;

    private final String host;
    private final int port;
    private final AutoCloseable server;

    private TestPostgres(String host, int port, AutoCloseable server) {
        this.host = host;
        this.port = port;
        this.server = server;
    }

    /// Starts one.
    public static TestPostgres start() {
        return TestServers.areContainers() ? container() : embedded();
    }

    private static TestPostgres embedded() {
        try {
            EmbeddedPostgres server =
                    EmbeddedPostgres.builder()
                            .setServerConfig("max_connections", Integer.toString(CONNECTIONS))
                            .setServerConfig("shared_buffers", "64MB")
                            .start();
            return new TestPostgres("127.0.0.1", server.getPort(), server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestPostgres container() {
        PostgreSQLContainer container =
                new PostgreSQLContainer(
                                DockerImageName.parse(
                                                TestServers.setting("postgres-image")
                                                        .orElse("postgres:18"))
                                        .asCompatibleSubstituteFor("postgres"))
                        .withUsername(SUPERUSER)
                        .withDatabaseName(SUPERUSER)
                        .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
                        .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=200");
        // An engine without a network of its own cannot map ports.
        boolean onHost = TestServers.setting("network").filter("host"::equals).isPresent();
        if (onHost) {
            container.withNetworkMode("host");
        }
        container.start();
        return onHost
                ? new TestPostgres("127.0.0.1", PORT, container)
                : new TestPostgres(container.getHost(), container.getMappedPort(PORT), container);
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /// The JDBC URL of a database.
    public String url(String database) {
        return "jdbc:postgresql://" + host + ':' + port + '/' + database;
    }

    /// A connection of `role` to a database.
    public Connection connect(String database, String role) throws SQLException {
        return DriverManager.getConnection(url(database), role, "");
    }

    /// Runs statements as the superuser, in its own database.
    public void execute(String... statements) throws SQLException {
        try (Connection connection = connect(SUPERUSER, SUPERUSER);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            server.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
