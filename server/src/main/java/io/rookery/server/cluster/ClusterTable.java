package io.rookery.server.cluster;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// What `cluster status` prints: one line a process, for people or for machines.
public final class ClusterTable {
    private static final List<String> HEAD =
            List.of("node", "role", "address", "pid", "state", "uptime", "sessions", "accounts");

    private ClusterTable() {}

    /// Lines for people.
    public static String text(List<Observation> all) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        all.forEach(each -> rows.add(row(each)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream()
                .map(row -> {
                    StringBuilder line = new StringBuilder();
                    for (int i = 0; i < widths.length; i++) {
                        line.append(("%-" + (widths[i] + 2) + "s").formatted(row.get(i)));
                    }
                    return line.toString().stripTrailing() + '\n';
                })
                .collect(joining());
    }

    private static List<String> row(Observation seen) {
        String state = seen.state().word();
        return List.of(
                seen.member().name(),
                seen.member().role(),
                seen.member().address(),
                seen.pid() == 0 ? "-" : Long.toString(seen.pid()),
                seen.reason().isEmpty() ? state : state + " (" + seen.reason() + ')',
                seen.uptime().isZero() ? "-" : uptime(seen.uptime()),
                number(seen.sessions()),
                number(seen.accounts()));
    }

    private static String number(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "-";
    }

    private static String uptime(Duration uptime) {
        long seconds = uptime.toSeconds();
        return seconds < 3_600
                ? "%dm%02ds".formatted(seconds / 60, seconds % 60)
                : "%dh%02dm".formatted(seconds / 3_600, seconds / 60 % 60);
    }

    /// One JSON object a line.
    public static String json(List<Observation> all) {
        JsonFactory json = new JsonFactory();
        StringWriter text = new StringWriter();
        for (Observation seen : all) {
            try (JsonGenerator object = json.createGenerator(text)) {
                object.writeStartObject();
                object.writeStringField("node", seen.member().name());
                object.writeStringField("role", seen.member().role());
                object.writeStringField("address", seen.member().address());
                object.writeNumberField("pid", seen.pid());
                object.writeStringField("state", seen.state().word());
                object.writeStringField("reason", seen.reason());
                object.writeNumberField("uptime_seconds", seen.uptime().toSeconds());
                if (seen.sessions().isPresent()) {
                    object.writeNumberField("sessions", seen.sessions().getAsLong());
                }
                if (seen.accounts().isPresent()) {
                    object.writeNumberField("accounts", seen.accounts().getAsLong());
                }
                object.writeEndObject();
            } catch (IOException e) {
                throw new IllegalStateException("a string that cannot be written", e);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
