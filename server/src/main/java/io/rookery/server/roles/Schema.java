package io.rookery.server.roles;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// The database's tables, brought to this version by its owner before anything uses them. All
/// modules' migrations are one sequence.
public final class Schema implements Component {

    private static final String MIGRATIONS = "classpath:db/migration";

    private final Supplier<DatabaseAccess> access;
    private final Patience patience;
    private String version = "empty";

    /// @param wait how long to wait for a PostgreSQL that does not answer
    public Schema(Supplier<DatabaseAccess> access, Duration wait) {
        this.access = access;
        this.patience = new Patience(wait);
    }

    @Override
    public String name() {
        return "schema";
    }

    @Override
    public void start() throws InterruptedException {
        DatabaseAccess database = access.get();
        for (DatabaseLogin login : List.of(database.owner(), database.app(), database.archiver())) {
            patience.await(
                    PostgresSettings.URL.key(),
                    database.url() + " as " + login.user(),
                    "PostgreSQL",
                    () -> connect(database.url(), login));
        }
        version =
                patience.await(
                        PostgresSettings.URL.key(),
                        database.url(),
                        "PostgreSQL",
                        () -> migrate(database));
    }

    /// @return the version that the schema has now
    private static String migrate(DatabaseAccess database) throws Patience.NotYet {
        try {
            Flyway flyway =
                    Flyway.configure()
                            .dataSource(
                                    database.url(),
                                    database.owner().user(),
                                    database.owner().password())
                            .locations(MIGRATIONS)
                            .load();
            flyway.migrate();
            var current = flyway.info().current();
            return current == null ? "empty" : "version " + current.getVersion();
        } catch (FlywayException e) {
            if (wentAway(e)) {
                throw new Patience.NotYet(firstLine(e), e);
            }
            throw new StartFailure("schema: cannot be brought to this version: " + firstLine(e), e);
        }
    }

    /// Whether PostgreSQL was lost in between: SQLSTATE classes 08 and 57P, a connection that
    /// failed and a server that is shut down or not yet up. Migrations are transactions.
    private static boolean wentAway(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql
                    && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("08")
                            || sql.getSQLState().startsWith("57P"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean connect(String url, DatabaseLogin login) throws Patience.NotYet {
        try (Connection connection =
                DriverManager.getConnection(url, login.user(), login.password())) {
            return connection.isValid(5);
        } catch (SQLException e) {
            throw new Patience.NotYet(firstLine(e), e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
    }

    @Override
    public String summary() {
        return version;
    }

    @Override
    public void stop() {
        // Tables need no stopping.
    }
}
