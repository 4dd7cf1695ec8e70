package io.rookery.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

class LogLinesTest {
    private static final String HOSTILE =
            "evil\r\n08:00:00.000 INFO  Login all is well\u2028\u001b[2J";

    private final PlainLines plain = new PlainLines();
    private final JsonLines json = new JsonLines();

    @Test
    void a_line_of_json_names_tenant_domain_and_session_beside_the_message() throws IOException {
        LoggingEvent event = event("login refused", null);
        event.addKeyValuePair(new KeyValuePair("tenant", "ten_1"));
        event.addKeyValuePair(new KeyValuePair("domain", "acme.test"));
        event.addKeyValuePair(new KeyValuePair("session", "s1"));

        JsonNode line = parse(json.doLayout(event));

        assertThat(text(line, "message")).isEqualTo("login refused");
        assertThat(text(line, "level")).isEqualTo("WARN");
        assertThat(text(line, "tenant")).isEqualTo("ten_1");
        assertThat(text(line, "domain")).isEqualTo("acme.test");
        assertThat(text(line, "session")).isEqualTo("s1");
    }

    @Test
    void a_plain_line_ends_with_what_it_is_about() {
        LoggingEvent event = event("login refused", null);
        event.addKeyValuePair(new KeyValuePair("tenant", "ten_1"));

        assertThat(plain.doLayout(event)).endsWith(" WARN  Login login refused tenant=ten_1\n");
    }

    @Test
    void what_comes_over_the_wire_breaks_no_plain_line() {
        LoggingEvent event = event("refused " + HOSTILE, new IllegalStateException(HOSTILE));
        event.addKeyValuePair(new KeyValuePair("resource", HOSTILE));

        String[] lines = plain.doLayout(event).split("\n", -1);

        assertThat(lines[0]).contains("refused evil\\u000d\\u000a08:00:00.000");
        assertThat(lines[0]).endsWith("\\u2028\\u001b[2J");
        assertThat(lines).hasSizeGreaterThan(2);
        for (int i = 1; i < lines.length - 1; i++) {
            assertThat(lines[i]).startsWith("    ").doesNotContain("\u001b").doesNotContain("\r");
        }
    }

    @Test
    void what_comes_over_the_wire_breaks_no_line_of_json() throws IOException {
        LoggingEvent event = event("refused " + HOSTILE, new IllegalStateException(HOSTILE));
        event.addKeyValuePair(new KeyValuePair("resource", "\",\"tenant\":\"other\n"));

        String line = json.doLayout(event);

        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(line).doesNotContain("\u001b").doesNotContain("\r");
        assertThat(text(parse(line), "resource")).isEqualTo("\",\"tenant\":\"other\n");
        assertThat(parse(line).get("tenant")).isNull();
    }

    private static LoggingEvent event(String message, @Nullable Throwable thrown) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger logger = context.getLogger("io.rookery.edge.Login");
        return new LoggingEvent(
                LogLinesTest.class.getName(), logger, Level.WARN, message, thrown, null);
    }

    private static JsonNode parse(String line) throws IOException {
        return Objects.requireNonNull(ObjectMapper.getDefault().readValue(line, JsonNode.class));
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value == null ? "absent" : value.getStringValue();
    }
}
