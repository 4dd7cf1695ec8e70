package io.rookery.routing.roster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of a table kept as text beside the test: cells between `|`, sections in `[ ]`, `#`
/// comments.
record Rows(String section, List<String> cells) {
    Rows {
        cells = List.copyOf(cells);
    }

    static List<Rows> read(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("table: " + name + " (expected: a resource)");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Rows> parse(String text) {
        List<Rows> rows = new ArrayList<>();
        String section = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                List<String> cells =
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
                rows.add(new Rows(section, cells));
            }
        }
        return rows;
    }

    String cell(int index) {
        return cells.get(index);
    }
}
