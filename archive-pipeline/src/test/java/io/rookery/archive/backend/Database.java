package io.rookery.archive.backend;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.rookery.testkit.servers.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// One database of the test's PostgreSQL, reached by the application and the archiver through a
/// line that can be cut.
public final class Database implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final String direct;
    private final Line line;
    private final HikariDataSource app;
    private final HikariDataSource archiver;

    Database(TestPostgres server, String name) throws IOException {
        this.direct = server.url(name);
        this.line = new Line(server.host(), server.port());
        String cuttable = "jdbc:postgresql://127.0.0.1:" + line.port() + "/" + name;
        this.app = pool(cuttable, "rookery_app");
        this.archiver = pool(cuttable, "rookery_archiver");
    }

    private static HikariDataSource pool(String url, String role) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(role);
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("loginTimeout", "1");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new HikariDataSource(config);
    }

    /// Connections with the application's role.
    public DataSource app() {
        return app;
    }

    /// Connections with the archiver's role.
    public DataSource archiver() {
        return archiver;
    }

    /// How another process reaches it, past the line.
    public String url() {
        return direct;
    }

    /// Between the two and PostgreSQL.
    public Line line() {
        return line;
    }

    /// Rows as a superuser sees them, columns joined by `|`.
    public List<String> rows(String sql) throws SQLException {
        return rows("postgres", sql);
    }

    /// Rows as `role` sees them after `sql`'s last statement, columns joined by `|`.
    public List<String> rows(String role, String... statements) throws SQLException {
        try (Connection connection = java.sql.DriverManager.getConnection(direct, role, "");
                Statement statement = connection.createStatement()) {
            List<String> rows = new ArrayList<>();
            connection.setAutoCommit(false);
            for (String sql : statements) {
                rows.clear();
                if (statement.execute(sql)) {
                    rows.addAll(rows(statement.getResultSet()));
                }
            }
            connection.commit();
            return rows;
        }
    }

    private static List<String> rows(ResultSet result) throws SQLException {
        List<String> rows = new ArrayList<>();
        while (result.next()) {
            StringBuilder row = new StringBuilder();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.append(i > 1 ? "|" : "").append(result.getString(i));
            }
            rows.add(row.toString());
        }
        return rows;
    }

    /// One number, as a superuser sees it.
    public long number(String sql) throws SQLException {
        return Long.parseLong(rows(sql).getFirst());
    }

    @Override
    public void close() {
        app.close();
        archiver.close();
        line.close();
    }
}
