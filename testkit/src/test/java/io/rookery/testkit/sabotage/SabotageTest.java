package io.rookery.testkit.sabotage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Each sabotage breaks a promise, and the simulation notices; docs/reliability.md says which seed.
class SabotageTest {
    /// How many seeds are tried for the document when the one that it names notices no more.
    private static final int SEEDS = 10_000;

    private static final Path ROOT = Path.of(System.getProperty("rookery.home", ".."));
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir private Path directory;

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    Stream<DynamicTest> every_sabotage_is_noticed_by_the_seed_that_the_document_names()
            throws Exception {
        String document = Files.readString(ROOT.resolve("docs/reliability.md"));
        return Sabotage.all(ROOT).stream()
                .map(sabotage ->
                        DynamicTest.dynamicTest(
                                sabotage.name(), () -> isNoticed(sabotage, document)));
    }

    private void isNoticed(Sabotage sabotage, String document) throws Exception {
        Matcher row =
                Pattern.compile("(?m)^\\| `" + sabotage.name() + "` \\|.*\\| (\\d+): `(\\w+)` \\|$")
                        .matcher(document);
        long seed = row.find() ? Long.parseLong(row.group(1)) : 0;

        String noticed = seed == 0 ? "" : notice(sabotage, seed, seed);

        if (noticed.isEmpty()) {
            fail(
                    "%s: by seed %d of docs/reliability.md (expected: %s)"
                            .formatted(sabotage.promise(), seed, notice(sabotage, 1, SEEDS)));
        }
        assertThat(noticed).startsWith(seed + ": " + row.group(2));
    }

    @Test
    void there_are_ten_sabotages_at_least() throws Exception {
        assertThat(Sabotage.all(ROOT)).hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void a_name_that_no_file_has_is_refused_with_those_that_there_are() {
        assertThatThrownBy(() -> Sabotage.named(ROOT, "no-such-thing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("sabotage: no-such-thing (expected: one of ")
                .hasMessageContaining("no-fence")
                .hasMessageContaining("offset-outside-transaction")
                .hasMessageContaining("rows-and-offset");
    }

    @Test
    void sabotages_of_processes_and_failpoints_stand_in_the_document() throws Exception {
        String document = Files.readString(ROOT.resolve("docs/reliability.md"));

        assertThat(Sabotage.ofProcesses(ROOT))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(document).contains("`" + each.name() + "`"));
        assertThat(Sabotage.failpoints(ROOT))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(document).contains("`" + each.name() + "`"));
    }

    @Test
    void a_sabotage_whose_text_is_gone_fails_loudly() {
        Sabotage sabotage =
                new Sabotage(
                        "old",
                        "",
                        Path.of("A.java"),
                        List.of(new Sabotage.Change("a line\n", "another\n")));

        assertThatThrownBy(() -> sabotage.applied("class A {}\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a line");
        assertThatThrownBy(() -> sabotage.applied("a line\na line\n"))
                .isInstanceOf(IllegalStateException.class);
        assertThat(sabotage.applied("{\na line\n}\n")).isEqualTo("{\nanother\n}\n");
    }

    /// Runs simulations with the altered classes in place of ours; the first violation.
    private String notice(Sabotage sabotage, long first, long last) throws Exception {
        Path classes = Files.createDirectories(directory.resolve(sabotage.name()));
        AlteredClasses.compile(ROOT, List.of(sabotage), CLASS_PATH, classes);
        try (URLClassLoader altered =
                new URLClassLoader(urls(classes), ClassLoader.getPlatformClassLoader())) {
            return (String)
                    altered.loadClass("io.rookery.testkit.sim.Seeds")
                            .getMethod("firstBroken", long.class, long.class)
                            .invoke(null, first, last);
        }
    }

    private static URL[] urls(Path first) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        urls.add(first.toUri().toURL());
        for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
