package io.rookery.testkit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The table of one specification, `docs/conformance/rfc6121.tsv`.
///
/// Its first line is `# ` and the title, further lines with `# ` say what it covers; then comes one
/// row for each requirement.
///
/// @param name of the file without its ending
/// @param title such as `RFC 6121: Instant messaging and presence`
/// @param scope what is covered and what is left out, empty when the title says it
record Specification(String name, String title, String scope, List<Requirement> requirements) {
    Specification {
        requirements = List.copyOf(requirements);
    }

    /// Reads a table.
    ///
    /// @throws IllegalArgumentException at the first row that is not as it has to be
    static Specification read(Path file) throws IOException {
        String name = file.getFileName().toString().replaceFirst("\\.tsv$", "");
        List<String> notes = new ArrayList<>();
        List<Requirement> requirements = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            if (line.startsWith("# ")) {
                notes.add(line.substring(2).strip());
            } else if (!line.isBlank()) {
                try {
                    requirements.add(Requirement.parse(at + 1, line));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            file.getFileName() + ":" + (at + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        if (notes.isEmpty() || requirements.isEmpty()) {
            throw new IllegalArgumentException(
                    "table: " + file.getFileName() + " (expected: '# title', then rows)");
        }
        return new Specification(
                name,
                notes.getFirst(),
                String.join(" ", notes.subList(1, notes.size())),
                requirements);
    }

    /// How many requirements are shown by a transcript.
    long shownByTranscripts() {
        return requirements.stream()
                .filter(row ->
                        row.evidence() instanceof Evidence.Shown shown
                                && !shown.transcripts().isEmpty())
                .count();
    }

    /// How many requirements are shown by tests alone.
    long shownByTests() {
        return requirements.stream()
                .filter(row ->
                        row.evidence() instanceof Evidence.Shown shown
                                && shown.transcripts().isEmpty())
                .count();
    }

    /// How many requirements are for options that the server does not take.
    long notApplicable() {
        return requirements.stream()
                .filter(row -> row.evidence() instanceof Evidence.DoesNotApply)
                .count();
    }

    /// How many requirements are not met, or not shown to be.
    long notDone() {
        return requirements.stream()
                .filter(row -> row.evidence() instanceof Evidence.NotDone)
                .count();
    }
}
