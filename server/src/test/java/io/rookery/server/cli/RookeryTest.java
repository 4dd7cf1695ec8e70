package io.rookery.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RookeryTest {

    @Test
    void a_start_that_fails_says_so_in_one_line() {
        StringWriter errors = new StringWriter();
        CommandLine commandLine = Rookery.commandLine().setErr(new PrintWriter(errors));

        int status = commandLine.execute("up", "--set", "shards=none");

        assertThat(status).isEqualTo(1);
        assertThat(errors.toString())
                .isEqualToIgnoringNewLines(
                        "rookery: shards: none (expected: a whole number from 1 to 1024; given on"
                                + " the command line)");
    }

    @Test
    void an_unknown_command_is_refused() {
        StringWriter errors = new StringWriter();
        CommandLine commandLine = Rookery.commandLine().setErr(new PrintWriter(errors));

        int status = commandLine.execute("fly");

        assertThat(status).isEqualTo(2);
        assertThat(errors.toString()).contains("fly");
    }

    @Test
    void the_page_of_settings_lists_what_there_is() throws IOException {
        String page = Files.readString(Path.of("../docs/settings.md"));

        assertThat(page).contains(ListSettings.table());
    }
}
