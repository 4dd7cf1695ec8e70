import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// `./rookery bench micro`: compiles the benchmarks of this directory with JMH's annotation processor (what that
/// generates would not pass our build's warnings) and runs them. Run as a source file, with JMH and our classes
/// on the class path.
///
/// Arguments: the checkout, `--write COMMIT` or nothing, and JMH's own options.
final class Micro {
    private static final String PAGE = "docs/micro.md";
    private static final String HEAD =
            """
            # Single operations

            Written by `./rookery bench micro --write` (JMH: three forks of three seconds after two of warming up, bytes allocated by its `gc` profiler), newest last. Benchmarks
            are in `bench/src/micro`. The message is of 401 bytes, with receipt, chat state, marker and origin-id; see `Sample`.

            | commit | date | benchmark | µs | ± (99.9 %) | bytes allocated |
            |---|---|---|---|---|---|
            """;

    private Micro() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> rest = new ArrayList<>(Arrays.asList(arguments));
        Path root = Path.of(rest.removeFirst());
        String commit = "";
        if (!rest.isEmpty() && rest.getFirst().equals("--write")) {
            rest.removeFirst();
            commit = rest.removeFirst();
        }
        Path work = Files.createDirectories(root.resolve("bench/target/micro"));
        Path results = work.resolve("results.csv");
        Files.deleteIfExists(results);
        compile(root, work);
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                work + File.pathSeparator + System.getProperty("java.class.path"),
                                "org.openjdk.jmh.Main",
                                "-bm",
                                "avgt",
                                "-tu",
                                "us",
                                "-prof",
                                "gc",
                                "-rf",
                                "csv",
                                "-rff",
                                results.toString()));
        command.addAll(
                rest.isEmpty()
                        ? List.of("-f", "3", "-wi", "2", "-w", "1", "-i", "3", "-r", "1")
                        : rest);
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status == 0 && !commit.isEmpty()) {
            write(root.resolve(PAGE), commit, Files.readAllLines(results));
        }
        System.exit(status);
    }

    private static void compile(Path root, Path work) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-processor",
                                "org.openjdk.jmh.generators.BenchmarkProcessor",
                                "-d",
                                work.toString()));
        try (Stream<Path> sources = Files.walk(root.resolve("bench/src/micro/java"))) {
            sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
        }
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, command.toArray(String[]::new));
        if (failed != 0) {
            throw new IllegalStateException("benchmarks: not compiled (expected: see above)");
        }
    }

    /// Lines of JMH's CSV: benchmark, mode, threads, samples, score, error, unit.
    private static void write(Path page, String commit, List<String> lines) throws IOException {
        StringBuilder text =
                new StringBuilder(Files.exists(page) ? Files.readString(page) : HEAD);
        for (String line : lines) {
            String[] fields = line.replace("\"", "").split(",");
            if (fields[0].equals("Benchmark") || fields[0].contains(":")) {
                continue;
            }
            String name = fields[0].substring(fields[0].lastIndexOf('.', fields[0].lastIndexOf('.') - 1) + 1);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | `%s` | %.3f | %.3f | %s |%n",
                                    commit,
                                    LocalDate.now(),
                                    name,
                                    Double.parseDouble(fields[4]),
                                    Double.parseDouble(fields[5]),
                                    allocated(lines, fields[0])));
        }
        Files.writeString(page, text);
    }

    private static String allocated(List<String> lines, String benchmark) {
        return lines.stream()
                .map(line -> line.replace("\"", "").split(","))
                .filter(fields -> fields[0].equals(benchmark + ":gc.alloc.rate.norm")
                        || fields[0].equals(benchmark + ":·gc.alloc.rate.norm"))
                .map(fields -> String.format(Locale.ROOT, "%.0f", Double.parseDouble(fields[4])))
                .findFirst()
                .orElse("–");
    }
}
