package io.rookery.archive.backend;

import io.rookery.archive.store.ArchiveKeys;
import io.rookery.routing.port.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Puts rows where the archiver puts them, under its role.
public final class ArchivedRows {
    private static final String MESSAGE =
            "INSERT INTO archive_message (tenant_id, owner, id, stamp, displaced, direction,"
                    + " peer_bare, peer_resource, peer_hash, stanza) VALUES (?,?,?,?,?,?,?,?,?,?)";
    private static final String PENDING =
            "INSERT INTO pending_message (tenant_id, owner, id, stamp, stanza, expires)"
                    + " VALUES (?,?,?,?,?,?)";

    private final Database database;

    public ArchivedRows(Database database) {
        this.database = database;
    }

    /// An archived message, received from `peer`, bare or full.
    public void message(TenantId tenant, String owner, UUID id, Instant stamp, String peer)
            throws SQLException {
        int slash = peer.indexOf('/');
        String bare = slash < 0 ? peer : peer.substring(0, slash);
        try (Connection connection = database.archiver().getConnection();
                PreparedStatement statement = connection.prepareStatement(MESSAGE)) {
            statement.setObject(1, tenant.value());
            statement.setString(2, owner);
            statement.setObject(3, id);
            statement.setTimestamp(4, Timestamp.from(stamp));
            statement.setBoolean(5, ArchiveKeys.displaced(id, stamp.toEpochMilli()));
            statement.setInt(6, 2);
            statement.setString(7, bare);
            statement.setString(8, slash < 0 ? null : peer.substring(slash + 1));
            statement.setLong(9, ArchiveKeys.peerHash(bare));
            statement.setBytes(10, Records.stanza(id).toByteArray());
            statement.executeUpdate();
        }
    }

    /// One of JULIET's, from romeo.
    public void message(UUID id) throws SQLException {
        message(
                Records.ACME,
                Records.JULIET,
                id,
                Instant.ofEpochMilli(ArchiveKeys.millis(id)),
                "romeo@acme.test/orchard");
    }

    /// One of JULIET's that is pending and in the archive, or nowhere else.
    public void pending(UUID id, boolean archived) throws SQLException {
        pending(id, archived, null);
    }

    /// As above, expiring.
    public void pending(UUID id, boolean archived, @Nullable Instant expires) throws SQLException {
        try (Connection connection = database.archiver().getConnection();
                PreparedStatement statement = connection.prepareStatement(PENDING)) {
            statement.setObject(1, Records.ACME.value());
            statement.setString(2, Records.JULIET);
            statement.setObject(3, id);
            statement.setTimestamp(
                    4,
                    archived ? null : Timestamp.from(Instant.ofEpochMilli(ArchiveKeys.millis(id))));
            statement.setBytes(5, archived ? null : Records.stanza(id).toByteArray());
            statement.setTimestamp(6, expires == null ? null : Timestamp.from(expires));
            statement.executeUpdate();
        }
    }
}
