package io.rookery.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImplementedTest {
    @TempDir Path root;

    @Test
    void the_page_is_what_the_packages_say() throws IOException {
        assertThat(Files.readString(Path.of("../docs/xeps.md")))
                .as("docs/xeps.md (after a change of a package-info: ./rookery docs)")
                .isEqualTo(new Implemented(Path.of("..")).page());
    }

    @Test
    void every_table_of_conformance_is_of_a_specification_that_a_package_implements()
            throws IOException {
        String page = new Implemented(Path.of("..")).page();

        for (Path table : tables()) {
            String title = Specification.read(table).title();
            assertThat(page).contains("| [" + title.substring(0, title.indexOf(':')) + "](");
        }
    }

    private static List<Path> tables() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("../docs/conformance"))) {
            return all.sorted().toList();
        }
    }

    @Test
    void a_paragraph_may_be_long_and_lack_version_and_sections() throws IOException {
        write(
                """
                /// Pings.
                ///
                /// Implements: XEP-0199 2.0.1 §4.2: pings
                /// by clients.
                ///
                /// Implements: RFC 4616: PLAIN.
                package x;
                """);

        assertThat(new Implemented(root).page().lines())
                .endsWith(
                        "| [RFC 4616](https://www.rfc-editor.org/rfc/rfc4616) |  |  | PLAIN |"
                                + " `core` ping |",
                        "| [XEP-0199](https://xmpp.org/extensions/xep-0199.html) | 2.0.1 | §4.2 |"
                                + " pings by clients | `core` ping |");
    }

    @Test
    void a_paragraph_of_another_form_is_refused() throws IOException {
        write("/// Implements: the ping protocol\npackage x;");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Implemented(root).page())
                .withMessageContaining("core ping");
    }

    private void write(String text) throws IOException {
        Path file = root.resolve("core/src/main/java/ping/package-info.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
