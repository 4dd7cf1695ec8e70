package io.rookery.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
    void a_role_that_chaos_cannot_hit_is_refused_in_one_line() {
        StringWriter errors = new StringWriter();
        CommandLine commandLine = Rookery.commandLine().setErr(new PrintWriter(errors));

        int status = commandLine.execute("chaos", "--no-failpoints", "--faults", "kitchen");

        assertThat(status).isEqualTo(1);
        assertThat(errors.toString())
                .isEqualToIgnoringNewLines(
                        "rookery: --faults: kitchen (expected: api, archiver, broker, core, edge,"
                                + " storage)");
    }

    @Test
    void a_report_of_chaos_does_not_go_where_other_files_are(@TempDir Path directory)
            throws IOException {
        Path foreign = Files.writeString(directory.resolve("diary.txt"), "dear diary");
        StringWriter errors = new StringWriter();
        CommandLine commandLine = Rookery.commandLine().setErr(new PrintWriter(errors));

        int status =
                commandLine.execute("chaos", "--no-failpoints", "--report", directory.toString());

        assertThat(status).isEqualTo(1);
        assertThat(errors.toString())
                .isEqualToIgnoringNewLines(
                        "rookery: --report: %s (expected: an empty directory, or an earlier report)"
                                .formatted(directory));
        assertThat(foreign).hasContent("dear diary");
    }

    @Test
    void an_engine_of_tls_that_nobody_knows_is_refused_in_one_line() {
        StringWriter errors = new StringWriter();
        CommandLine commandLine = Rookery.commandLine().setErr(new PrintWriter(errors));

        int status = commandLine.execute("up", "--set", "edge.tls-engine=openssl");

        assertThat(status).isEqualTo(1);
        assertThat(errors.toString())
                .isEqualToIgnoringNewLines(
                        "rookery: edge.tls-engine: openssl (expected: one of jdk, boringssl; given"
                                + " on the command line)");
    }

    @Test
    void an_engine_of_tls_that_cannot_be_loaded_is_refused_in_one_line(@TempDir Path data)
            throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home", ""), "bin", "java")
                                        .toString(),
                                "-Xmx256m",
                                "-Dio.netty.handler.ssl.noOpenSsl=true",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path", ""),
                                Rookery.class.getName(),
                                "up",
                                "--data",
                                data.toString(),
                                "--set",
                                "edge.tls-engine=boringssl")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String errors;
        try (InputStream stream = process.getErrorStream()) {
            errors = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(errors.lines().filter(line -> line.startsWith("rookery: ")))
                .singleElement()
                .asString()
                .startsWith("rookery: edge.tls-engine: BoringSSL cannot be loaded (expected: ");
        assertThat(errors).doesNotContain("\tat ");
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

        assertThat(page.indexOf(ListSettings.table())).isEqualTo(page.indexOf("| setting"));
        assertThat(page).endsWith(ListSettings.table());
        assertThat(page.lines().takeWhile(line -> !line.startsWith("|"))).hasSizeLessThan(10);
    }
}
