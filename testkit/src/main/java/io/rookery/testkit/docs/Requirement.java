package io.rookery.testkit.docs;

import java.util.Set;

/// One thing that a specification demands.
///
/// @param line in its table, from 1
/// @param section such as `8.5.2.1.1`
/// @param level `MUST` or `MUST NOT`; what the specification calls REQUIRED or SHALL counts too
/// @param who has to do it: `server`, `client` or `both`
/// @param text the demand in our own words
record Requirement(
        int line, String section, String level, String who, String text, Evidence evidence) {
    private static final Set<String> LEVELS = Set.of("MUST", "MUST NOT");
    private static final Set<String> OBLIGED = Set.of("server", "client", "both");
    private static final int COLUMNS = 5;

    /// Reads one line of a table: section, level, who, requirement and evidence between tabs.
    ///
    /// @throws IllegalArgumentException when a column is missing or is not what it has to be
    static Requirement parse(int line, String row) {
        String[] cells = row.split("\t", -1);
        if (cells.length != COLUMNS) {
            throw new IllegalArgumentException(
                    "columns: " + cells.length + " (expected: " + COLUMNS + " between tabs)");
        }
        if (!LEVELS.contains(cells[1])) {
            throw new IllegalArgumentException(
                    "level: " + cells[1] + " (expected: MUST or MUST NOT)");
        }
        if (!OBLIGED.contains(cells[2])) {
            throw new IllegalArgumentException(
                    "who: " + cells[2] + " (expected: server, client or both)");
        }
        if (cells[0].isBlank() || cells[3].isBlank()) {
            throw new IllegalArgumentException("row: " + row + " (expected: section and text)");
        }
        return new Requirement(
                line,
                cells[0].strip(),
                cells[1],
                cells[2],
                cells[3].strip(),
                Evidence.parse(cells[4]));
    }
}
