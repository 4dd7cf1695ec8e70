package io.rookery.testkit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/// `docs/conformance.md`: what the specifications demand and what shows that it is done.
///
/// @param root the checkout
record Conformance(Path root) {
    private static final String TRANSCRIPTS = "testkit/src/test/transcripts";
    private static final String HEAD =
            """
            # Conformance

            Made by `./rookery docs` from the tables in [`conformance/`](conformance); a test compares. Do not edit.

            One row for each MUST and MUST NOT (REQUIRED and SHALL count as these), by section, in our own short words. A row
            names the transcripts that fail when it is broken, or a test where a transcript cannot show it, or says `not done`
            and why; `does not apply` is what holds only for an option that this server does not take. What binds only a
            client, a user, a gateway or the author of an extension has no row; where a server has to refuse what a client
            does wrong, the row is the server's part.

            """;

    /// The page as the tables make it.
    ///
    /// @throws IllegalArgumentException when a row has neither evidence nor a reason
    String page() throws IOException {
        List<Specification> all = specifications();
        StringBuilder page = new StringBuilder(HEAD);
        page.append(
                "| specification | shown by transcripts | by tests | not done | does not apply"
                        + " |\n");
        page.append("|---|--:|--:|--:|--:|\n");
        all.forEach(it ->
                page.append(
                        "| [%s](#%s) | %d | %d | %d | %d |\n"
                                .formatted(
                                        it.title(),
                                        it.name(),
                                        it.shownByTranscripts(),
                                        it.shownByTests(),
                                        it.notDone(),
                                        it.notApplicable())));
        page.append(
                "| all | %d | %d | %d | %d |\n"
                        .formatted(
                                all.stream().mapToLong(Specification::shownByTranscripts).sum(),
                                all.stream().mapToLong(Specification::shownByTests).sum(),
                                all.stream().mapToLong(Specification::notDone).sum(),
                                all.stream().mapToLong(Specification::notApplicable).sum()));
        all.forEach(it -> section(page, it));
        unnamed(page, all);
        return page.toString();
    }

    private static void section(StringBuilder page, Specification it) {
        page.append("\n<a id=\"%s\"></a>\n## %s\n\n".formatted(it.name(), it.title()));
        if (!it.scope().isEmpty()) {
            page.append(it.scope()).append("\n\n");
        }
        page.append("| § | level | who | requirement | shown by |\n|---|---|---|---|---|\n");
        for (Requirement row : it.requirements()) {
            page.append(
                    "| %s | %s | %s | %s | %s |\n"
                            .formatted(
                                    row.section(),
                                    row.level(),
                                    row.who(),
                                    row.text().replace("|", "\\|"),
                                    shown(row.evidence())));
        }
    }

    private static String shown(Evidence evidence) {
        return switch (evidence) {
            case Evidence.NotDone(String why) -> "**not done**: " + why.replace("|", "\\|");
            case Evidence.DoesNotApply(String why) -> "does not apply: " + why.replace("|", "\\|");
            case Evidence.Shown(List<String> transcripts, List<String> tests) -> {
                List<String> names = new ArrayList<>();
                transcripts.forEach(name -> names.add(link(name)));
                tests.forEach(name -> names.add('`' + name + '`'));
                yield String.join(", ", names);
            }
        };
    }

    private static String link(String transcript) {
        return "[%s](../%s/%s.txt)".formatted(transcript, TRANSCRIPTS, transcript);
    }

    private void unnamed(StringBuilder page, List<Specification> all) throws IOException {
        Set<String> rest = transcripts();
        all.stream()
                .flatMap(it -> it.requirements().stream())
                .map(Requirement::evidence)
                .forEach(evidence -> {
                    if (evidence instanceof Evidence.Shown shown) {
                        rest.removeAll(shown.transcripts());
                    }
                });
        page.append("\n## Transcripts that no row names\n\n");
        page.append("They show what our design promises, or what a specification recommends.\n\n");
        rest.forEach(name -> page.append("- ").append(link(name)).append('\n'));
    }

    /// What the tables name that does not exist, as `table:line: name`.
    List<String> missing() throws IOException {
        Set<String> transcripts = transcripts();
        List<String> missing = new ArrayList<>();
        for (Specification specification : specifications()) {
            for (Requirement row : specification.requirements()) {
                if (row.evidence()
                        instanceof Evidence.Shown(List<String> named, List<String> tests)) {
                    String where = specification.name() + ":" + row.line() + ": ";
                    named.stream()
                            .filter(name -> !transcripts.contains(name))
                            .forEach(name -> missing.add(where + name));
                    for (String test : tests) {
                        if (!exists(test)) {
                            missing.add(where + test);
                        }
                    }
                }
            }
        }
        return missing;
    }

    private boolean exists(String test) throws IOException {
        Matcher name = Evidence.TEST.matcher(test);
        Path sources =
                name.matches() ? root.resolve(name.group("module") + "/src/test/java") : root;
        if (!Files.isDirectory(sources)) {
            return false;
        }
        try (Stream<Path> all = Files.walk(sources)) {
            List<Path> files =
                    all.filter(file -> file.endsWith(name.group("type") + ".java")).toList();
            String method = name.group("method");
            return files.size() == 1
                    && (method == null
                            || Files.readString(files.getFirst()).contains(' ' + method + '('));
        }
    }

    private Set<String> transcripts() throws IOException {
        Path directory = root.resolve(TRANSCRIPTS);
        Set<String> names = new TreeSet<>();
        try (Stream<Path> all = Files.walk(directory)) {
            all.filter(file -> file.toString().endsWith(".txt"))
                    .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .forEach(name -> names.add(name.replaceFirst("\\.txt$", "")));
        }
        return names;
    }

    private List<Specification> specifications() throws IOException {
        List<Specification> specifications = new ArrayList<>();
        try (Stream<Path> all = Files.list(root.resolve("docs/conformance"))) {
            for (Path file : all.filter(it -> it.toString().endsWith(".tsv")).sorted().toList()) {
                specifications.add(Specification.read(file));
            }
        }
        return specifications;
    }
}
