package io.rookery.archive.backend;

import io.rookery.archive.log.LogSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/// PostgreSQL and Kafka for all tests of this JVM: started when first asked for, stopped with it.
/// Every test takes topics and a database of its own.
public final class Backends {
    private static final String TEMPLATE = "rookery_template";
    private static final int BATCH_BYTES = (1 << 20) + (64 << 10);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private Backends() {}

    private static final class Kafka {
        static final Broker BROKER = start();

        private static Broker start() {
            try {
                Broker broker = Broker.start();
                Runtime.getRuntime().addShutdownHook(new Thread(broker::stop));
                return broker;
            } catch (Exception e) {
                throw new IllegalStateException("Kafka did not start", e);
            }
        }
    }

    private static final class Postgres {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server =
                        EmbeddedPostgres.builder()
                                .setServerConfig("max_connections", "200")
                                .setServerConfig("shared_buffers", "64MB")
                                .start();
                migrate(server);
                return server;
            } catch (Exception e) {
                throw new IllegalStateException("PostgreSQL did not start", e);
            }
        }

        private static void migrate(EmbeddedPostgres server) throws SQLException {
            execute(
                    server,
                    "CREATE ROLE rookery_owner LOGIN",
                    "CREATE ROLE rookery_app LOGIN",
                    "CREATE ROLE rookery_archiver LOGIN",
                    "CREATE DATABASE " + TEMPLATE + " OWNER rookery_owner");
            Flyway.configure()
                    .dataSource(server.getDatabase("rookery_owner", TEMPLATE))
                    .load()
                    .migrate();
        }
    }

    private static void execute(EmbeddedPostgres server, String... statements) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /// Fresh topics with `shards` partitions, as in production.
    public static LogSettings log(int shards) throws Exception {
        return log(shards, BATCH_BYTES, "LogAppendTime");
    }

    /// Fresh topics, as [Topics#create] makes them.
    public static LogSettings log(int shards, int batchBytes, String timestampType)
            throws Exception {
        int number = NAMES.incrementAndGet();
        LogSettings settings =
                new LogSettings(
                        broker(), "accounts-" + number, "usage-" + number, shards, Map.of());
        Topics.create(settings, batchBytes, timestampType);
        return settings;
    }

    /// Address of the broker.
    public static String broker() {
        return Kafka.BROKER.address();
    }

    /// A fresh database with the migrations applied.
    public static Database database() throws Exception {
        String name = "rookery_" + NAMES.incrementAndGet();
        execute(
                Postgres.SERVER,
                "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " OWNER rookery_owner");
        return new Database(Postgres.SERVER.getPort(), name);
    }
}
