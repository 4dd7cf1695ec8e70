package io.rookery.archive.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.rookery.archive.Limits;
import io.rookery.archive.backend.ArchivedRows;
import io.rookery.archive.backend.Backends;
import io.rookery.archive.backend.Database;
import io.rookery.archive.backend.Records;
import io.rookery.routing.wire.StanzaEnvelope;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountExportTest {
    private static final BareJid JULIET = BareJid.parse(Records.JULIET);

    private Database database;
    private ArchivedRows rows;

    @BeforeEach
    void open() throws Exception {
        database = Backends.database();
        rows = new ArchivedRows(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void every_message_of_the_account_is_a_line_oldest_first() throws Exception {
        for (int i = 0; i < 5; i++) {
            rows.message(Records.id(4 - i));
            rows.message(
                    Records.ACME, "romeo@acme.test", Records.id(i), Records.NOON, "x@acme.test");
        }

        List<String> lines = export(5);

        assertThat(lines).hasSize(5);
        assertThat(lines.getFirst())
                .isEqualTo(
                        "{\"kind\":\"message\",\"id\":\""
                                + Records.id(0)
                                + "\",\"stamp\":\"2026-11-22T12:00:00Z\",\"direction\":\"received\""
                                + ",\"with\":\"romeo@acme.test/orchard\",\"type\":\"chat\""
                                + ",\"stanza_id\":\""
                                + Records.id(0)
                                + "\",\"payload\":\"<body>"
                                + Records.id(0)
                                + "</body>\"}");
        assertThat(lines).isSorted();
    }

    @Test
    void text_that_json_cannot_hold_as_it_is_is_escaped() throws Exception {
        rows.message(Records.id(1));
        StanzaEnvelope odd =
                StanzaEnvelope.newBuilder()
                        .setPayload(ByteString.copyFromUtf8("<body>\"\\\n\u2028\u0001ü😀</body>"))
                        .build();
        database.rows(
                "UPDATE archive_message SET stanza = '\\x"
                        + HexFormat.of().formatHex(odd.toByteArray())
                        + "' RETURNING 1");

        assertThat(export(1).getFirst())
                .endsWith("\"payload\":\"<body>\\\"\\\\\\u000a\\u2028\\u0001ü😀</body>\"}");
    }

    @Test
    void account_without_messages_has_no_lines() throws Exception {
        assertThat(export(0)).isEmpty();
    }

    @Test
    void preferences_and_what_is_only_pending_are_there_too() throws Exception {
        rows.message(Records.id(1));
        rows.pending(Records.id(1), true);
        rows.pending(Records.id(2), false);
        database.rows(
                "INSERT INTO archive_preference VALUES ('"
                        + Records.ACME.value()
                        + "', 'juliet@acme.test', 'roster', '{a@b.test}', '{}') RETURNING 1");

        List<String> lines = export(3);

        assertThat(lines.get(0))
                .isEqualTo(
                        "{\"kind\":\"archive_preference\",\"default\":\"roster\","
                                + "\"always\":[\"a@b.test\"],\"never\":[]}");
        assertThat(lines.get(1)).startsWith("{\"kind\":\"message\"");
        assertThat(lines.get(2)).startsWith("{\"kind\":\"pending\"");
    }

    private List<String> export(int expected) throws Exception {
        AccountExport.Reading reading =
                new AccountExport(
                                database.app(),
                                new Limits.Retention(
                                        3, 2, 2, Duration.ofSeconds(30), Duration.ofMinutes(5)))
                        .read(Records.ACME, JULIET);
        List<String> lines = new ArrayList<>();
        for (List<String> page = reading.next(); !page.isEmpty(); page = reading.next()) {
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            lines.addAll(page);
        }
        assertThat(lines).hasSize(expected);
        return lines;
    }
}
