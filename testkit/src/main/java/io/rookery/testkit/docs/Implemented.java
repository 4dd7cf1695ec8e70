package io.rookery.testkit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `docs/xeps.md`: which specifications the packages say that they implement.
///
/// A package says so in its `package-info`, in a paragraph of its own: `Implements: XEP-0198 1.6.3
/// §3–7: acknowledgements.` Version and sections may be missing.
///
/// @param root the checkout
record Implemented(Path root) {
    private static final String HEAD =
            """
            # Specifications

            Made by `./rookery docs` from what the packages say of themselves; a test compares. Do not edit. What is not in this
            table is not there, and no client is told that it is. What each demands, and the transcript that shows it, is in
            [conformance.md](conformance.md).

            | specification | version | sections | what of it | where |
            |---|---|---|---|---|
            """;

    private static final Pattern PARAGRAPH =
            Pattern.compile(
                    "Implements: (?<name>RFC \\d+|XEP-\\d{4})(?<version> [\\d.]+)?"
                            + "(?<sections> §[^:]*)?: (?<what>.*)\\.");

    /// One paragraph of one package.
    private record Entry(
            String name, String version, String sections, String what, String module, String in) {}

    /// The page as the packages make it.
    ///
    /// @throws IllegalArgumentException at a paragraph that is not of the form
    String page() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        List<Entry> entries = entries();
        entries.sort(
                Comparator.comparing((Entry entry) -> entry.name().startsWith("XEP"))
                        .thenComparingInt(entry -> number(entry.name()))
                        .thenComparing(Entry::module)
                        .thenComparing(Entry::in));
        for (Entry entry : entries) {
            page.append(
                    "| [%s](%s) | %s | %s | %s | `%s` %s |\n"
                            .formatted(
                                    entry.name(),
                                    address(entry.name()),
                                    entry.version(),
                                    entry.sections(),
                                    entry.what(),
                                    entry.module(),
                                    entry.in()));
        }
        return page.toString();
    }

    private static String address(String name) {
        return name.startsWith("XEP")
                ? "https://xmpp.org/extensions/xep-" + name.substring(4) + ".html"
                : "https://www.rfc-editor.org/rfc/rfc" + number(name);
    }

    private static int number(String name) {
        return Integer.parseInt(name.replaceAll("\\D", ""));
    }

    private List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.sorted().toList()) {
                Path sources = module.resolve("src/main/java");
                if (Files.isDirectory(sources)) {
                    entries.addAll(entries(module.getFileName().toString(), sources));
                }
            }
        }
        return entries;
    }

    private static List<Entry> entries(String module, Path sources) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> all = Files.walk(sources)) {
            for (Path file : all.filter(it -> it.endsWith("package-info.java")).toList()) {
                String in = file.getName(file.getNameCount() - 2).toString();
                for (String paragraph : paragraphs(Files.readString(file))) {
                    if (paragraph.startsWith("Implements: ")) {
                        entries.add(entry(paragraph, module, in));
                    }
                }
            }
        }
        return entries;
    }

    private static List<String> paragraphs(String source) {
        StringBuilder text = new StringBuilder();
        source.lines()
                .filter(line -> line.startsWith("///"))
                .forEach(line -> text.append(line.substring(3).strip()).append('\n'));
        return Stream.of(text.toString().split("\n\n+", -1))
                .map(paragraph -> paragraph.replace('\n', ' ').strip())
                .toList();
    }

    private static Entry entry(String paragraph, String module, String in) {
        Matcher found = PARAGRAPH.matcher(paragraph);
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    module
                            + ' '
                            + in
                            + ": "
                            + paragraph
                            + " (expected: Implements: XEP-0198 1.6.3 §3: what of it.)");
        }
        return new Entry(
                found.group("name"),
                Objects.requireNonNullElse(found.group("version"), "").strip(),
                Objects.requireNonNullElse(found.group("sections"), "").strip(),
                found.group("what"),
                module,
                in);
    }
}
