package io.rookery.testkit.sabotage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Each sabotage breaks a promise, and the simulation notices; docs/reliability.md says which seed.
class SabotageTest {
    /// Seeds until one must have noticed.
    private static final int SEEDS = 3_000;

    private static final Path ROOT = Path.of(System.getProperty("rookery.home", ".."));
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir private Path directory;

    @TestFactory
    Stream<DynamicTest> every_sabotage_is_noticed() throws Exception {
        String table = Files.readString(ROOT.resolve("docs/reliability.md"));
        return Sabotage.all(ROOT).stream()
                .map(sabotage ->
                        DynamicTest.dynamicTest(
                                sabotage.name(),
                                () -> {
                                    String noticed = notice(sabotage);
                                    System.out.println(sabotage.name() + ": " + noticed);

                                    assertThat(noticed).as(sabotage.promise()).isNotEmpty();
                                    assertThat(table).contains("`" + sabotage.name() + "`");
                                }));
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
    private String notice(Sabotage sabotage) throws Exception {
        Path classes = Files.createDirectories(directory.resolve(sabotage.name()));
        AlteredClasses.compile(ROOT, List.of(sabotage), CLASS_PATH, classes);
        try (URLClassLoader altered =
                new URLClassLoader(urls(classes), ClassLoader.getPlatformClassLoader())) {
            return (String)
                    altered.loadClass("io.rookery.testkit.sim.Seeds")
                            .getMethod("firstBroken", int.class)
                            .invoke(null, SEEDS);
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
