package io.rookery.archive.backend;

import io.rookery.archive.log.LogSettings;
import io.rookery.testkit.servers.TestPostgres;
import io.rookery.testkit.servers.TestServers;
import java.sql.SQLException;
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
        static final String BROKER = start();

        private static String start() {
            if (TestServers.isKafkaContainer()) {
                return TestServers.kafkaContainer();
            }
            try {
                Broker broker = Broker.start();
                Runtime.getRuntime().addShutdownHook(new Thread(broker::stop));
                return broker.address();
            } catch (Exception e) {
                throw new IllegalStateException("Kafka did not start", e);
            }
        }
    }

    private static final class Postgres {
        static final TestPostgres SERVER = start();

        private static TestPostgres start() {
            try {
                TestPostgres server = TestPostgres.start();
                server.execute(
                        "CREATE ROLE rookery_owner LOGIN",
                        "CREATE ROLE rookery_app LOGIN",
                        "CREATE ROLE rookery_archiver LOGIN",
                        "CREATE DATABASE " + TEMPLATE + " OWNER rookery_owner");
                Flyway.configure()
                        .dataSource(server.url(TEMPLATE), "rookery_owner", "")
                        .load()
                        .migrate();
                return server;
            } catch (SQLException e) {
                throw new IllegalStateException("PostgreSQL did not start", e);
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
                        broker(),
                        "accounts-" + number,
                        "usage-" + number,
                        "dead-letters-" + number,
                        shards,
                        Map.of());
        Topics.create(settings, batchBytes, timestampType);
        return settings;
    }

    /// Address of the broker.
    public static String broker() {
        return Kafka.BROKER;
    }

    /// A fresh database with the migrations applied.
    public static Database database() throws Exception {
        String name = "rookery_" + NAMES.incrementAndGet();
        Postgres.SERVER.execute(
                "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " OWNER rookery_owner");
        return new Database(Postgres.SERVER, name);
    }
}
