package io.rookery.testkit.sabotage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One line of the code broken on purpose, to see that some test goes red. Kept as text, so that it
/// cannot slip into a build:
///
/// ```
/// promise: what is broken
/// file: path of the source from the repository's root
/// --- instead of
/// exact lines of the source, which are there once
/// --- write
/// other lines
/// ```
///
/// with as many pairs of `--- instead of` and `--- write` as it takes. *Failpoints* are written in
/// the same way: they do not break a promise, they end the process between two acts when they are
/// told to, so that it is seen whether the promise holds then too. So is what the *next version*
/// does otherwise, to run beside this one.
///
/// @param name of its file, without the suffix
/// @param file source file, from the repository's root
public record Sabotage(String name, String promise, Path file, List<Change> changes) {
    private static final String SIMULATED = "testkit/src/test/sabotage";
    private static final String PROCESSES = "testkit/src/test/sabotage/processes";
    private static final String FAILPOINTS = "testkit/src/test/failpoints";
    private static final String VERSIONS = "testkit/src/test/versions";
    private static final String OLD = "--- instead of\n";
    private static final String NEW = "--- write\n";

    public Sabotage {
        changes = List.copyOf(changes);
    }

    /// What stands in the source, and what shall stand there.
    record Change(String text, String replacement) {}

    /// Reads a sabotage from its file.
    public static Sabotage read(Path text) throws IOException {
        String all = Files.readString(text);
        String[] parts = all.split(OLD, -1);
        List<Change> changes = new ArrayList<>();
        for (String part : List.of(parts).subList(1, parts.length)) {
            int middle = part.indexOf(NEW);
            if (middle < 0) {
                throw new IllegalArgumentException(text + ": no '--- write' (expected: one)");
            }
            changes.add(
                    new Change(part.substring(0, middle), part.substring(middle + NEW.length())));
        }
        String file = String.valueOf(text.getFileName());
        return new Sabotage(
                file.substring(0, file.lastIndexOf('.')),
                header(text, parts[0], "promise: "),
                Path.of(header(text, parts[0], "file: ")),
                changes);
    }

    private static String header(Path text, String head, String key) {
        return head.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text + ": no '" + key + "' line"));
    }

    /// Sabotages of the repository at `root` that the simulation notices, by name.
    public static List<Sabotage> all(Path root) throws IOException {
        return all(root, SIMULATED);
    }

    /// Sabotages of what the simulation has fakes for: real servers and processes notice them.
    public static List<Sabotage> ofProcesses(Path root) throws IOException {
        return all(root, PROCESSES);
    }

    /// The failpoints of the repository at `root`, by name.
    public static List<Sabotage> failpoints(Path root) throws IOException {
        return all(root, FAILPOINTS);
    }

    /// A sabotage of any kind, a failpoint, or a part of the next version.
    ///
    /// @throws IllegalArgumentException when there is none of this name
    public static Sabotage named(Path root, String name) throws IOException {
        List<Sabotage> all = new ArrayList<>(all(root));
        all.addAll(ofProcesses(root));
        all.addAll(failpoints(root));
        all.addAll(all(root, VERSIONS));
        return all.stream()
                .filter(each -> each.name.equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "sabotage: %s (expected: one of %s)"
                                        .formatted(
                                                name,
                                                all.stream()
                                                        .map(Sabotage::name)
                                                        .sorted()
                                                        .collect(Collectors.joining(", ")))));
    }

    private static List<Sabotage> all(Path root, String directory) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(root.resolve(directory))) {
            files = found.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
        }
        List<Sabotage> all = new ArrayList<>();
        for (Path file : files) {
            all.add(read(file));
        }
        return all;
    }

    /// The source with the changes made.
    ///
    /// @throws IllegalStateException when the source has become another: the sabotage must follow
    String applied(String source) {
        String altered = source;
        for (Change change : changes) {
            int at = altered.indexOf(change.text());
            if (at < 0 || altered.indexOf(change.text(), at + 1) >= 0) {
                throw new IllegalStateException(
                        name + ": text of " + file + " (expected: there once): " + change.text());
            }
            altered = altered.replace(change.text(), change.replacement());
        }
        return altered;
    }
}
