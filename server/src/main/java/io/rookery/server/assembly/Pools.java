package io.rookery.server.assembly;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.roles.DatabaseLogin;
import io.rookery.server.roles.PostgresSettings;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The node's database connections: one pool for the application's role and one for the archiver's.
final class Pools implements Component {
    // The archiver holds one, each of two jobs a lock and what it works with.
    private static final int ARCHIVER_CONNECTIONS = 6;
    private static final Duration WAIT = Duration.ofSeconds(5);
    // What messages wait for must soon be known to be away.
    private static final Duration NOTICE = Duration.ofSeconds(2);

    private final Supplier<DatabaseAccess> access;
    private final PostgresSettings settings;
    private final MetricsTrackerFactory metering;
    private @Nullable Impatient app;
    private @Nullable HikariDataSource archiver;

    Pools(
            Supplier<DatabaseAccess> access,
            PostgresSettings settings,
            MetricsTrackerFactory metering) {
        this.access = access;
        this.settings = settings;
        this.metering = metering;
    }

    @Override
    public String name() {
        return "database pools";
    }

    @Override
    public void start() {
        DatabaseAccess database = access.get();
        app =
                new Impatient(
                        pool("app", database.url(), database.app(), settings.connections(), NOTICE),
                        WAIT);
        archiver =
                pool("archiver", database.url(), database.archiver(), ARCHIVER_CONNECTIONS, WAIT);
    }

    DataSource app() {
        return Started.of(app, name());
    }

    DataSource archiver() {
        return Started.of(archiver, name());
    }

    private HikariDataSource pool(
            String name, String url, DatabaseLogin login, int size, Duration wait) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setMetricsTrackerFactory(metering);
        config.setJdbcUrl(url);
        config.setUsername(login.user());
        config.setPassword(login.password());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(wait.toMillis());
        config.setValidationTimeout(wait.toMillis() / 2);
        // The pool outlives its database: it does not have to be there at this moment.
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new HikariDataSource(config);
    }

    @Override
    public void stop() {
        if (app != null) {
            app.close();
        }
        if (archiver != null) {
            archiver.close();
        }
    }
}
