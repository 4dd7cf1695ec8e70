package io.rookery.testkit.sabotage;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

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
/// with as many pairs of `--- instead of` and `--- write` as it takes.
///
/// @param name of its file, without the suffix
/// @param file source file, from the repository's root
public record Sabotage(String name, String promise, Path file, List<Change> changes) {
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

    /// All sabotages of the repository at `root`, by name.
    public static List<Sabotage> all(Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(root.resolve("testkit/src/test/sabotage"))) {
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

    /// Compiles the altered source into `classes`, which must come first on a class path.
    ///
    /// @param root the repository's
    /// @param classPath what the source needs
    public void compile(Path root, String classPath, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path source = classes.resolve("source").resolve(String.valueOf(file.getFileName()));
        Files.createDirectories(source.getParent());
        Files.writeString(source, applied(Files.readString(root.resolve(file))));
        StringWriter said = new StringWriter();
        boolean compiled =
                compiler.getTask(
                                said,
                                null,
                                null,
                                List.of(
                                        "-proc:none",
                                        "-nowarn",
                                        "-d",
                                        classes.toString(),
                                        "-cp",
                                        classPath),
                                null,
                                compiler.getStandardFileManager(null, null, null)
                                        .getJavaFileObjects(source))
                        .call();
        if (!compiled) {
            throw new IllegalStateException(name + ": does not compile: " + said);
        }
    }

    /// `Sabotage NAME DIRECTORY` compiles one into a directory. The repository is the working
    /// directory, or what the property `rookery.home` says.
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(System.getProperty("rookery.home", "."));
        Path text = root.resolve("testkit/src/test/sabotage").resolve(arguments[0] + ".txt");
        read(text).compile(root, System.getProperty("java.class.path"), Path.of(arguments[1]));
    }
}
