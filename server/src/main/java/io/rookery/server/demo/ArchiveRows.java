package io.rookery.server.demo;

import io.rookery.routing.port.TenantId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Rows of the archive, read as the application's role under row-level security: of no tenant until
/// one is named.
final class ArchiveRows implements AutoCloseable {
    private static final String OF_OWNER =
            "SELECT id, CASE direction WHEN 1 THEN 'to' ELSE 'from' END, peer_bare FROM"
                    + " archive_message WHERE owner = ? ORDER BY id";

    private final Connection connection;

    ArchiveRows(Play.Scene scene) throws SQLException {
        connection =
                DriverManager.getConnection(
                        scene.databaseUrl(), scene.databaseUser(), scene.databasePassword());
        connection.setAutoCommit(false);
    }

    /// @param tenant its id in the API
    void actFor(String tenant) throws SQLException {
        try (PreparedStatement set =
                connection.prepareStatement("SELECT set_config('rookery.tenant_id', ?, true)")) {
            set.setString(1, TenantId.parse(tenant).value().toString());
            set.execute();
        }
    }

    /// Each as id, owner, direction and peer.
    List<String> of(String owner) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(OF_OWNER)) {
            statement.setString(1, owner);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(
                            "%s %s %s %s"
                                    .formatted(
                                            row.getString(1),
                                            owner,
                                            row.getString(2),
                                            row.getString(3)));
                }
            }
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
