package io.rookery.archive.retention;

import com.google.protobuf.InvalidProtocolBufferException;
import io.rookery.archive.Limits;
import io.rookery.archive.store.TenantTransactions;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.wire.StanzaEnvelope;
import io.rookery.xmpp.jid.BareJid;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Reads all that the archive has of one account as lines of JSON: its preferences, then each
/// message of its archive, the oldest first, then those that only wait to be delivered. Messages
/// have the children of their stanza as XML in `payload`.
public final class AccountExport {
    private static final String PREFERENCES =
            """
            SELECT default_policy, always, never FROM archive_preference
            WHERE tenant_id = ? AND owner = ?
            """;
    private static final String ARCHIVED =
            """
            SELECT id, stamp, direction, peer_bare, peer_resource, stanza FROM archive_message
            WHERE tenant_id = ? AND owner = ? AND id > ? ORDER BY id LIMIT ?
            """;
    private static final String PENDING =
            """
            SELECT id, stamp, 2, NULL, NULL, stanza FROM pending_message
            WHERE tenant_id = ? AND owner = ? AND id > ? AND stanza IS NOT NULL
            ORDER BY id LIMIT ?
            """;
    private static final UUID BEGINNING = new UUID(0, 0);

    private final TenantTransactions transactions;
    private final int page;

    /// Exports through connections with the application's role.
    public AccountExport(DataSource app, Limits.Retention limits) {
        this.transactions = new TenantTransactions(app, limits.statementTimeout());
        this.page = limits.exportPage();
    }

    /// Begins to read an account.
    public Reading read(TenantId tenant, BareJid owner) {
        return new Reading(tenant, owner);
    }

    private enum Part {
        PREFERENCES,
        ARCHIVED,
        PENDING,
        DONE
    }

    /// A reading that is under way. For one thread at a time.
    public final class Reading {
        private final TenantId tenant;
        private final BareJid owner;
        private Part part = Part.PREFERENCES;
        private UUID last = BEGINNING;

        private Reading(TenantId tenant, BareJid owner) {
            this.tenant = tenant;
            this.owner = owner;
        }

        /// The next lines, each without its end, read in one transaction; none when all were read.
        /// Blocks.
        public List<String> next() throws SQLException {
            while (part != Part.DONE) {
                List<String> lines =
                        switch (part) {
                            case PREFERENCES -> preferences();
                            case ARCHIVED -> messages("message", ARCHIVED, Part.PENDING);
                            case PENDING -> messages("pending", PENDING, Part.DONE);
                            case DONE -> List.of();
                        };
                if (!lines.isEmpty()) {
                    return lines;
                }
            }
            return List.of();
        }

        private List<String> preferences() throws SQLException {
            part = Part.ARCHIVED;
            return transactions.run(
                    tenant,
                    connection -> {
                        try (PreparedStatement statement =
                                connection.prepareStatement(PREFERENCES)) {
                            statement.setObject(1, tenant.value());
                            statement.setString(2, owner.toString());
                            try (ResultSet row = statement.executeQuery()) {
                                return row.next() ? List.of(preference(row)) : List.of();
                            }
                        }
                    });
        }

        private List<String> messages(String kind, String sql, Part then) throws SQLException {
            List<String> lines =
                    transactions.run(
                            tenant,
                            connection -> {
                                try (PreparedStatement statement =
                                        connection.prepareStatement(sql)) {
                                    statement.setObject(1, tenant.value());
                                    statement.setString(2, owner.toString());
                                    statement.setObject(3, last);
                                    statement.setInt(4, page);
                                    return lines(kind, statement);
                                }
                            });
            if (lines.size() < page) {
                part = then;
                last = BEGINNING;
            }
            return lines;
        }

        private List<String> lines(String kind, PreparedStatement statement) throws SQLException {
            List<String> lines = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    last = rows.getObject(1, UUID.class);
                    lines.add(message(kind, rows));
                }
            }
            return lines;
        }
    }

    private static String preference(ResultSet row) throws SQLException {
        JsonLine json = new JsonLine("archive_preference");
        json.text("default", row.getString(1));
        json.texts("always", (String[]) row.getArray(2).getArray());
        json.texts("never", (String[]) row.getArray(3).getArray());
        return json.end();
    }

    private static String message(String kind, ResultSet row) throws SQLException {
        String bare = row.getString(4);
        String resource = row.getString(5);
        StanzaEnvelope stanza = stanza(row.getBytes(6));
        JsonLine json = new JsonLine(kind);
        json.text("id", row.getObject(1, UUID.class).toString());
        json.text("stamp", row.getTimestamp(2).toInstant().toString());
        json.text("direction", row.getInt(3) == 1 ? "sent" : "received");
        json.text("with", with(bare, resource));
        json.text("type", stanza.getType());
        json.text("from", stanza.getFrom());
        json.text("to", stanza.getTo());
        json.text("stanza_id", stanza.getId());
        json.text("lang", stanza.getLang());
        json.text("payload", stanza.getPayload().toStringUtf8());
        return json.end();
    }

    private static String with(@Nullable String bare, @Nullable String resource) {
        if (bare == null) {
            return "";
        }
        return resource == null ? bare : bare + '/' + resource;
    }

    private static StanzaEnvelope stanza(byte[] bytes) throws SQLException {
        try {
            return StanzaEnvelope.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("stanza: not an envelope", e);
        }
    }
}
