package io.rookery.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.testkit.backend.SampleBackend;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckHookTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
    private static final String WRONG = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine =
                Rookery.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(errors));
        return commandLine.execute(arguments);
    }

    @Test
    void a_backend_that_keeps_the_contract_passes(@TempDir Path directory) throws IOException {
        Path users = directory.resolve("users.properties");
        Files.writeString(users, "alice@chat.example=pw\n");
        try (SampleBackend backend = backend(users)) {
            int status = check(backend, SECRET);

            assertThat(out.toString())
                    .contains("ok   ")
                    .doesNotContain("FAIL")
                    .containsPattern("\\d+ passed, 0 failed");
            assertThat(status).isZero();
        }
    }

    @Test
    void a_backend_with_another_secret_fails_and_the_lines_say_where(@TempDir Path directory)
            throws IOException {
        Path users = directory.resolve("users.properties");
        Files.writeString(users, "alice@chat.example=pw\n");
        try (SampleBackend backend = backend(users)) {
            int status = check(backend, WRONG);

            assertThat(out.toString()).contains("FAIL ");
            assertThat(status).isEqualTo(1);
        }
    }

    @Test
    void what_cannot_be_called_or_understood_is_said_at_once() {
        assertThat(run("hooks", "check", "http://10.0.0.1/x", "--secret", SECRET)).isEqualTo(2);
        assertThat(run("hooks", "check", "https://a.example", "--secret", "whsec_x")).isEqualTo(2);
        assertThat(
                        run(
                                "hooks",
                                "check",
                                "https://a.example",
                                "--secret",
                                SECRET,
                                "--operations",
                                "user.delete"))
                .isEqualTo(2);
        assertThat(run("hooks", "check", "https://a.example")).isEqualTo(2);
        assertThat(errors.toString())
                .contains("URL scheme: http (expected: https)")
                .contains("--secret: signing secret")
                .contains("--operations: user.delete")
                .doesNotContain(SECRET);
    }

    private static SampleBackend backend(Path users) throws IOException {
        return new SampleBackend(
                0,
                List.of(SECRET),
                users,
                InstantSource.system(),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    private int check(SampleBackend backend, String secret) {
        return run(
                "hooks",
                "check",
                "http://127.0.0.1:" + backend.port(),
                "--allow-loopback",
                "--secret",
                secret,
                "--domain",
                "chat.example",
                "--user",
                "alice",
                "--password",
                "pw");
    }
}
