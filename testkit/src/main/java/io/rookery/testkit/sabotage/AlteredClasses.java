package io.rookery.testkit.sabotage;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles sources with sabotages and failpoints in them into a directory, which comes first on a
/// class path. Several may alter one source, at different places.
public final class AlteredClasses {

    private AlteredClasses() {}

    /// Compiles every source that one of `all` alters, with all that they alter in it.
    ///
    /// @param root the repository's
    /// @param classPath what the sources need
    /// @throws IllegalStateException when a source has become another, or does not compile
    public static void compile(Path root, List<Sabotage> all, String classPath, Path classes)
            throws IOException {
        Map<Path, String> altered = new LinkedHashMap<>();
        for (Sabotage each : all) {
            String before = altered.get(each.file());
            altered.put(
                    each.file(),
                    each.applied(
                            before == null ? Files.readString(root.resolve(each.file())) : before));
        }
        Files.createDirectories(classes);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<Source> sources = new ArrayList<>();
        altered.forEach((file, text) -> sources.add(new Source(file, text)));
        List<String> options =
                List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classPath);
        if (!compiler.getTask(said, null, null, options, null, sources).call()) {
            throw new IllegalStateException(
                    all.stream().map(Sabotage::name).toList() + ": does not compile: " + said);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Path file, String text) {
            super(URI.create("string:///" + file), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /// `AlteredClasses NAME… DIRECTORY` compiles them into a directory for real nodes, with what
    /// they need on this program's own class path. The repository is the working directory, or what
    /// the property `rookery.home` says.
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(System.getProperty("rookery.home", "."));
        List<Sabotage> all = new ArrayList<>();
        try {
            for (String name : List.of(arguments).subList(0, arguments.length - 1)) {
                all.add(ofNode(Sabotage.named(root, name)));
            }
            compile(
                    root,
                    all,
                    System.getProperty("java.class.path"),
                    Path.of(arguments[arguments.length - 1]));
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static Sabotage ofNode(Sabotage sabotage) {
        if (sabotage.file().startsWith("testkit")) {
            throw new IllegalArgumentException(
                    "sabotage: %s, which alters %s (expected: one that alters what nodes run)"
                            .formatted(sabotage.name(), sabotage.file()));
        }
        return sabotage;
    }
}
