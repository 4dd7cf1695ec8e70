package io.rookery.server.embedded;

import io.rookery.server.roles.Component;
import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.roles.DatabaseLogin;
import io.rookery.server.roles.PostgresSettings;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL that belongs to this node: it listens on the loopback interface only, wants
/// passwords from everybody, syncs what it commits, and keeps its data in the data directory.
///
/// The server is a process of its own. It is not zonky's class that starts it but the node, because
/// that class stops the server in a shutdown hook, beside the components that still need it.
public final class EmbeddedPostgres implements Component {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String DATABASE = "rookery";
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Path directory;
    private final PostgresSettings settings;
    private final String host;

    private int port;
    private @Nullable Postmaster postmaster;
    private @Nullable Thread guardian;
    private @Nullable DatabaseAccess access;

    /// @param data the node's data directory
    public EmbeddedPostgres(Path data, PostgresSettings settings) {
        this(data, settings, "127.0.0.1");
    }

    /// @param host an address of the loopback interface
    public EmbeddedPostgres(Path data, PostgresSettings settings, String host) {
        this.host = host;
        this.directory = data.resolve("postgres");
        this.settings = settings;
    }

    /// Ends the server of a node that is gone, as a crash does: for those who try what happens
    /// then.
    ///
    /// @param data that node's data directory
    public static void crash(Path data) {
        try {
            Postmaster.kill(data.resolve("postgres").resolve("cluster"));
        } catch (IOException e) {
            throw new StartFailure("postgres: cannot be killed: " + e, e);
        }
    }

    /// Halts the server of a node, which then answers nothing and closes nothing.
    ///
    /// @param data that node's data directory
    public static void pause(Path data) throws InterruptedException {
        signal(data, "STOP");
    }

    /// Lets a halted server go on.
    ///
    /// @param data that node's data directory
    public static void goOn(Path data) throws InterruptedException {
        signal(data, "CONT");
    }

    private static void signal(Path data, String name) throws InterruptedException {
        try {
            Postmaster.signal(data.resolve("postgres").resolve("cluster"), name);
        } catch (IOException e) {
            throw new StartFailure("postgres: no signal can be sent: " + e, e);
        }
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public void start() throws InterruptedException {
        try {
            Files.createDirectories(directory);
            Passwords passwords =
                    Passwords.in(
                            directory.resolve("passwords.properties"),
                            List.of(
                                    Postmaster.SUPERUSER,
                                    settings.owner().user(),
                                    settings.app().user(),
                                    settings.archiver().user()),
                            new SecureRandom());
            Postmaster starting =
                    new Postmaster(
                            PostgresBinaries.in(directory),
                            directory.resolve("cluster"),
                            directory.resolve("server.log"));
            // Before the port is looked at, which a server left over would hold.
            starting.stopLeftover();
            port = LoopbackPort.claim(PostgresSettings.PORT, host, settings.port());
            starting.makeCluster(passwords.of(Postmaster.SUPERUSER));
            starting.start(host, port);
            postmaster = starting;
            try {
                access = prepare(passwords);
                guardian =
                        Thread.ofVirtual().name("postgres-guardian").start(() -> guard(starting));
            } catch (RuntimeException e) {
                stop();
                throw e;
            }
        } catch (IOException e) {
            throw new StartFailure("postgres: %s: %s".formatted(directory, e), e);
        }
    }

    /// Starts the server again when it has ended by itself, as it does when there is no room for
    /// its log: who uses it waits, and goes on.
    private void guard(Postmaster running) {
        Duration pause = FIRST_PAUSE;
        try {
            while (true) {
                running.awaitEnd();
                log.error(
                        "PostgreSQL has ended by itself: {}; it starts again in {} s",
                        running.lastWords(),
                        pause.toSeconds());
                Thread.sleep(pause);
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
                try {
                    running.stopLeftover();
                    running.start(host, port);
                    log.info("PostgreSQL is there again");
                    pause = FIRST_PAUSE;
                } catch (StartFailure | IOException e) {
                    log.error("PostgreSQL does not start: {}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// How to reach it, once started.
    public DatabaseAccess access() {
        if (access == null) {
            throw new IllegalStateException("postgres: not running (expected: started)");
        }
        return access;
    }

    @Override
    public String summary() {
        return host + ":" + port;
    }

    @Override
    public void stop() {
        Thread guarding = guardian;
        guardian = null;
        if (guarding != null) {
            guarding.interrupt();
            try {
                guarding.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Postmaster stopping = postmaster;
        postmaster = null;
        access = null;
        if (stopping != null && stopping.runs()) {
            try {
                stopping.stop();
            } catch (IOException e) {
                throw new StartFailure("postgres: did not stop: " + e, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Makes the three roles and the database, or sets the roles' passwords to what the file says.
    private DatabaseAccess prepare(Passwords passwords) {
        DatabaseLogin owner = login(settings.owner(), passwords);
        DatabaseLogin app = login(settings.app(), passwords);
        DatabaseLogin archiver = login(settings.archiver(), passwords);
        try (Connection connection =
                        DriverManager.getConnection(
                                url("postgres"),
                                Postmaster.SUPERUSER,
                                passwords.of(Postmaster.SUPERUSER));
                Statement statement = connection.createStatement()) {
            for (DatabaseLogin login : List.of(owner, app, archiver)) {
                String verb =
                        exists(statement, "pg_roles WHERE rolname = " + literal(login.user()))
                                ? "ALTER"
                                : "CREATE";
                statement.execute(
                        "%s ROLE %s LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD %s"
                                .formatted(verb, name(login.user()), literal(login.password())));
            }
            if (!exists(statement, "pg_database WHERE datname = " + literal(DATABASE))) {
                statement.execute(
                        "CREATE DATABASE %s OWNER %s".formatted(DATABASE, name(owner.user())));
            }
        } catch (SQLException e) {
            throw new StartFailure("postgres: cannot prepare the database: " + e.getMessage(), e);
        }
        return new DatabaseAccess(url(DATABASE), owner, app, archiver);
    }

    private static DatabaseLogin login(DatabaseLogin configured, Passwords passwords) {
        return new DatabaseLogin(configured.user(), passwords.of(configured.user()));
    }

    private String url(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
    }

    private static boolean exists(Statement statement, String what) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM " + what)) {
            return rows.next();
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String name(String text) {
        return "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
