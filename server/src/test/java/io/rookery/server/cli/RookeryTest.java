package io.rookery.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    void roles_have_an_option_of_their_own() {
        Commands.Ran ran = new Commands().run("up", "--roles", "edge,king");

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err())
                .startsWith("rookery: roles: edge,king (expected: one or more of edge, core,");
    }

    @Test
    void numbers_that_mean_nothing_are_refused_before_anything_is_done(@TempDir Path data) {
        Commands there = new Commands("--data", data.toString());

        assertThat(there.run("cluster", "drain", "edge-1", "--seconds", "-5").err())
                .startsWith("rookery: --seconds: -5 (expected: from 1 to 86400)");
        assertThat(there.run("cluster", "drain", "edge-1", "--rate", "0").err())
                .startsWith("rookery: --rate: 0 (expected: from 1 to 10000)");
        assertThat(there.run("cluster", "rolling-restart", "--rate", "-1").err())
                .startsWith("rookery: --rate: -1 ");
        Commands chaos = new Commands("--report", data.toString());
        assertThat(chaos.run("chaos", "--seconds", "-5", "--set", "no.such=1").err())
                .startsWith("rookery: --seconds: -5 ");
        assertThat(chaos.run("chaos", "--rate", "0", "--set", "no.such=1").err())
                .startsWith("rookery: --rate: 0 ");
        assertThat(chaos.run("chaos", "--rate", "-5", "--set", "no.such=1").err())
                .startsWith("rookery: --rate: -5 ");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void one_session_is_asked_for_by_a_resource_and_one_user_by_nothing_else() {
        Commands nobody = new Commands("--api", "http://127.0.0.1:1");

        Commands.Ran kick = nobody.run("sessions", "kick", "romeo@acme.test/");
        Commands.Ran show = nobody.run("sessions", "show", "romeo@acme.test/");
        Commands.Ran list =
                nobody.run("sessions", "list", "--user", "romeo@acme.test", "--edge", "127.0.1.1");

        assertThat(List.of(kick.status(), show.status(), list.status())).containsOnly(1);
        assertThat(kick.err()).startsWith("rookery: JID: romeo@acme.test/ (expected: a resource");
        assertThat(show.err()).startsWith("rookery: JID: romeo@acme.test/ (expected: a resource");
        assertThat(list.err())
                .startsWith("rookery: --user: romeo@acme.test (expected: no --domain");
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
