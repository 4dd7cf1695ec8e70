package io.rookery.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceTest {
    private static final Conformance OURS = new Conformance(Path.of(".."));

    @TempDir Path root;

    @BeforeEach
    void a_checkout_with_one_transcript_and_one_test() throws IOException {
        write("testkit/src/test/transcripts/ping/domain.txt", "# XEP-0199 §4.2: a ping");
        write(
                "testkit/src/test/java/PingTest.java",
                "class PingTest { void a_ping_is_answered() {} }");
    }

    @Test
    void the_page_is_what_the_tables_make_it() throws IOException {
        assertThat(Files.readString(Path.of("../docs/conformance.md")))
                .as("docs/conformance.md (after a change of a table: ./rookery docs)")
                .isEqualTo(OURS.page());
    }

    @Test
    void every_transcript_and_test_that_a_row_names_exists() throws IOException {
        assertThat(OURS.missing()).isEmpty();
    }

    @Test
    void a_page_counts_what_is_shown_and_what_is_not() throws IOException {
        table(
                row("4.2", "ping/domain"),
                row("4.3", "testkit:PingTest#a_ping_is_answered"),
                row("4.4", "not done: no peers"),
                row("4.5", "does not apply: no components"));

        String page = new Conformance(root).page();

        assertThat(page).contains("| [XEP-0199: Ping](#xep0199) | 1 | 1 | 1 | 1 |");
        assertThat(page).contains("[ping/domain](../testkit/src/test/transcripts/ping/domain.txt)");
        assertThat(page).contains("**not done**: no peers", "does not apply: no components");
        assertThat(new Conformance(root).missing()).isEmpty();
    }

    @Test
    void a_row_with_neither_evidence_nor_reason_is_refused() throws IOException {
        for (String cell :
                new String[] {"", "not done: ", "not done", "does not apply: ", "later"}) {
            table(row("4.2", cell));

            assertThatIllegalArgumentException()
                    .as("evidence: '%s'", cell)
                    .isThrownBy(() -> new Conformance(root).page())
                    .withMessageStartingWith("xep0199.tsv:2: evidence: ");
        }
    }

    @Test
    void a_row_of_another_level_or_with_a_column_too_few_is_refused() throws IOException {
        table("4.2\tSHOULD\tserver\tanswer\tping/domain");
        assertThatIllegalArgumentException().isThrownBy(() -> new Conformance(root).page());

        table("4.2\tMUST\tanswer\tping/domain");
        assertThatIllegalArgumentException().isThrownBy(() -> new Conformance(root).page());

        table("4.2\tMUST\tgateway\tanswer\tping/domain");
        assertThatIllegalArgumentException().isThrownBy(() -> new Conformance(root).page());
    }

    @Test
    void what_a_row_names_and_nobody_has_written_is_missing() throws IOException {
        table(
                row("4.2", "ping/domain, ping/account"),
                row("4.3", "testkit:PongTest"),
                row("4.4", "testkit:PingTest#a_ping_is_ignored"),
                row("4.5", "nowhere:PingTest"));

        assertThat(new Conformance(root).missing())
                .containsExactly(
                        "xep0199:2: ping/account",
                        "xep0199:3: testkit:PongTest",
                        "xep0199:4: testkit:PingTest#a_ping_is_ignored",
                        "xep0199:5: nowhere:PingTest");
    }

    @Test
    void a_transcript_that_no_row_names_is_listed() throws IOException {
        write("testkit/src/test/transcripts/ping/extra.txt", "# ours: more");
        table(row("4.2", "ping/domain"));

        String page = new Conformance(root).page();

        assertThat(page.substring(page.indexOf("that no row names")))
                .contains("ping/extra")
                .doesNotContain("ping/domain");
    }

    private static String row(String section, String evidence) {
        return section + "\tMUST\tserver\tanswers a ping\t" + evidence;
    }

    private void table(String... rows) throws IOException {
        write("docs/conformance/xep0199.tsv", "# XEP-0199: Ping\n" + String.join("\n", rows));
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
