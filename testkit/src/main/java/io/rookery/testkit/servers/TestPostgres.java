package io.rookery.testkit.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/// A PostgreSQL whose superuser is `postgres` and which asks nobody for a password. It ends with
/// the JVM, or when it is closed.
public final class TestPostgres implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final int PORT = 5_432;
    private static final int CONNECTIONS = 200;

    /// Said twice by the official image: first while it prepares the data for itself alone.
    private static final String READY = ".*database system is ready to accept connections.*\\s";

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
        return TestServers.isPostgresContainer() ? container() : embedded();
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

    /// Not Testcontainers' own class for PostgreSQL: that one cannot do without a mapped port.
    private static TestPostgres container() {
        // Without a network of its own a container takes a port of this machine.
        boolean onHost = TestServers.setting("network").filter("host"::equals).isPresent();
        int port = onHost ? freePort() : PORT;
        String image = TestServers.setting("postgres-image").orElse("postgres:18");
        GenericContainer<?> container =
                new GenericContainer<>(DockerImageName.parse(image))
                        .withEnv("POSTGRES_PASSWORD", SUPERUSER)
                        .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
                        .withCommand(
                                "postgres",
                                "-c",
                                "fsync=off",
                                "-c",
                                "max_connections=" + CONNECTIONS,
                                "-c",
                                "port=" + port)
                        .waitingFor(Wait.forLogMessage(READY, 2));
        if (onHost) {
            container.withNetworkMode("host");
        } else {
            container.withExposedPorts(port);
        }
        container.start();
        return onHost
                ? new TestPostgres("127.0.0.1", port, container)
                : new TestPostgres(container.getHost(), container.getMappedPort(port), container);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
