package io.rookery.archive.retention;

import com.google.protobuf.InvalidProtocolBufferException;
import io.rookery.archive.Limits;
import io.rookery.archive.store.TenantTransactions;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.wire.StanzaEnvelope;
import io.rookery.xmpp.jid.BareJid;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/// Writes one account's archive as JSON Lines: a message a line, oldest first, with the children of
/// its stanza as XML in `payload`.
public final class AccountExport {
    private static final String PAGE =
            """
            SELECT id, stamp, direction, peer_bare, peer_resource, stanza FROM archive_message
            WHERE tenant_id = ? AND owner = ? AND id > ? ORDER BY id LIMIT ?
            """;

    private final TenantTransactions transactions;
    private final int page;

    /// Exports through connections with the application's role.
    public AccountExport(DataSource app, Limits.Retention limits) {
        this.transactions = new TenantTransactions(app, limits.statementTimeout());
        this.page = limits.exportPage();
    }

    private record Line(UUID id, String json) {}

    /// Writes every message of `owner` to `out`, in pages of one transaction each; gives their
    /// number. Blocks, and closes nothing.
    public long write(TenantId tenant, BareJid owner, OutputStream out)
            throws SQLException, IOException {
        long written = 0;
        UUID last = new UUID(0, 0);
        while (true) {
            List<Line> lines = page(tenant, owner, last);
            for (Line line : lines) {
                out.write(line.json().getBytes(StandardCharsets.UTF_8));
                last = line.id();
            }
            written += lines.size();
            if (lines.size() < page) {
                return written;
            }
        }
    }

    private List<Line> page(TenantId tenant, BareJid owner, UUID after) throws SQLException {
        return transactions.run(
                tenant,
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
                        statement.setObject(1, tenant.value());
                        statement.setString(2, owner.toString());
                        statement.setObject(3, after);
                        statement.setInt(4, page);
                        List<Line> lines = new ArrayList<>();
                        try (ResultSet rows = statement.executeQuery()) {
                            while (rows.next()) {
                                lines.add(line(rows));
                            }
                        }
                        return lines;
                    }
                });
    }

    private static Line line(ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        String resource = row.getString(5);
        String peer = row.getString(4) + (resource == null ? "" : '/' + resource);
        StanzaEnvelope stanza = stanza(row.getBytes(6));
        StringBuilder json = new StringBuilder("{");
        field(json, "id", id.toString());
        field(json, "stamp", row.getTimestamp(2).toInstant().toString());
        field(json, "direction", row.getInt(3) == 1 ? "sent" : "received");
        field(json, "with", peer);
        field(json, "type", stanza.getType());
        field(json, "from", stanza.getFrom());
        field(json, "to", stanza.getTo());
        field(json, "stanza_id", stanza.getId());
        field(json, "lang", stanza.getLang());
        field(json, "payload", stanza.getPayload().toStringUtf8());
        return new Line(id, json.append("}\n").toString());
    }

    private static StanzaEnvelope stanza(byte[] bytes) throws SQLException {
        try {
            return StanzaEnvelope.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("stanza: not an envelope", e);
        }
    }

    /// Adds a field, or nothing when it is empty.
    private static void field(StringBuilder json, String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        json.append(json.length() > 1 ? ",\"" : "\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            // RFC 8259 §7; and the line ends of JavaScript, which are not JSON's.
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c == '\u2028' || c == '\u2029') {
                json.append("\\u").append(String.format("%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
