package io.rookery.bench.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The rows of the archive and of what is pending, read as the application's role.
final class Rows implements AutoCloseable {
    private static final Pattern BODY = Pattern.compile("<body>([^<]+)</body>");
    private static final Pattern HEX =
            Pattern.compile(
                    "ten_([0-9a-f]{8})([0-9a-f]{4})" + "([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})");
    private static final int FETCH = 1_000;

    private final Connection connection;

    /// @param access `postgres.url`, `postgres.app-user`, `postgres.app-password`
    Rows(Properties access) throws SQLException {
        connection =
                DriverManager.getConnection(
                        access.getProperty("postgres.url"),
                        access.getProperty("postgres.app-user"),
                        access.getProperty("postgres.app-password"));
        connection.setAutoCommit(false);
    }

    /// Reads all of a tenant.
    ///
    /// @param tenant its id in the API
    void read(String tenant, Evidence evidence) throws SQLException {
        try (PreparedStatement set =
                connection.prepareStatement("SELECT set_config('rookery.tenant_id', ?, true)")) {
            set.setString(1, uuid(tenant).toString());
            set.execute();
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT owner, id, stanza FROM archive_message")) {
            statement.setFetchSize(FETCH);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    evidence.archive(row.getString(1)).row(row.getString(2), body(row.getBytes(3)));
                }
            }
        }
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT owner, id FROM pending_message");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                evidence.archive(row.getString(1)).pending(row.getString(2));
            }
        }
        connection.rollback();
    }

    private static UUID uuid(String tenant) {
        Matcher digits = HEX.matcher(tenant);
        if (!digits.matches()) {
            throw new IllegalArgumentException(
                    "tenant: " + tenant + " (expected: ten_ and 32 digits)");
        }
        return UUID.fromString(
                "%s-%s-%s-%s-%s"
                        .formatted(
                                digits.group(1),
                                digits.group(2),
                                digits.group(3),
                                digits.group(4),
                                digits.group(5)));
    }

    private static String body(byte[] envelope) {
        Matcher body = BODY.matcher(new String(envelope, ISO_8859_1));
        return body.find() ? body.group(1) : "a row without body";
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
