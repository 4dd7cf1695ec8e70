package io.rookery.server.cli;

import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Answers of the API for people and for programs.
final class Shown {
    private static final int MAX_CELL = 60;

    private Shown() {}

    /// The value of a property, empty when it is absent.
    static String text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? "" : clean(value.coerceStringValue());
    }

    static boolean flag(JsonNode object, String name) {
        return text(object, name).equals("true");
    }

    static List<JsonNode> list(JsonNode object, String name) {
        List<JsonNode> list = new ArrayList<>();
        JsonNode values = object.get(name);
        if (values != null && values.isArray()) {
            values.values().forEach(list::add);
        }
        return list;
    }

    static String json(JsonNode node) {
        try {
            return JsonMapper.createDefault().writeValueAsString(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String json(Map<String, Object> values) {
        try {
            return JsonMapper.createDefault().writeValueAsString(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A terminal obeys control characters, and resources and reasons are other people's words.
    static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || isInvisible(c) ? '\ufffd' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        return type == Character.FORMAT || type == Character.LINE_SEPARATOR;
    }

    /// Columns as wide as what is in them.
    static void table(PrintWriter out, List<String> heads, List<List<String>> rows) {
        int[] widths = new int[heads.size()];
        List<List<String>> all = new ArrayList<>();
        all.add(heads);
        all.addAll(rows);
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Math.min(MAX_CELL, row.get(i).length()));
            }
        }
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                line.append(cell);
                if (i < widths.length - 1) {
                    line.repeat(' ', Math.max(1, widths[i] - cell.length() + 2));
                }
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
