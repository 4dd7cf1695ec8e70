package io.rookery.testkit.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Failpoints end a process exactly where their names say. `rows-and-offset` is shown where
/// PostgreSQL is: `KilledWriterTest`.
@Timeout(120)
class FailpointTest {
    private static final Path ROOT = Path.of(System.getProperty("rookery.home", ".."));
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    /// One whose tenants have two accounts each.
    private static final String SEED = "4";

    private static final int HALTED = 137;

    /// What records say of a message, in their order.
    private static final Pattern RECORD =
            Pattern.compile("direction: (SENT|RECEIVED)|origin_id: \"([^\"]+)\"");

    @TempDir private Path directory;

    private record Run(int status, String said) {}

    /// The last message that was recorded.
    private record Recorded(String direction, String originId) {}

    @Test
    void a_sender_s_account_ends_with_its_record_and_nothing_forwarded() throws Exception {
        Run run = run("record-and-forward", true);

        Recorded last = last(run.said);
        assertThat(run.status).isEqualTo(HALTED);
        assertThat(last.direction).isEqualTo("SENT");
        assertThat(lines(run, "Forward[", last.originId)).isEmpty();
    }

    @Test
    void a_recipient_s_account_ends_with_its_record_and_nothing_delivered() throws Exception {
        Run run = run("durable-and-deliver", true);

        Recorded last = last(run.said);
        assertThat(run.status).isEqualTo(HALTED);
        assertThat(last.direction).isEqualTo("RECEIVED");
        assertThat(lines(run, "Forward[", last.originId)).isNotEmpty();
        assertThat(lines(run, "Deliver[", last.originId)).isEmpty();
    }

    @Test
    void a_recipient_s_account_ends_with_the_message_delivered_and_nothing_confirmed()
            throws Exception {
        Run run = run("deliver-and-confirm", true);

        Recorded last = last(run.said);
        assertThat(run.status).isEqualTo(HALTED);
        assertThat(last.direction).isEqualTo("RECEIVED");
        assertThat(lines(run, "Deliver[", last.originId)).isNotEmpty();
        Matcher stream =
                Pattern.compile("incarnation=-?\\d+, number=\\d+")
                        .matcher(lines(run, "Forward[", last.originId).getFirst());
        assertThat(stream.find()).isTrue();
        assertThat(lines(run, "ForwardConfirmed[", stream.group())).isEmpty();
    }

    @Test
    void without_its_file_a_failpoint_does_nothing() throws Exception {
        assertThat(run("record-and-forward", false).status).isZero();
    }

    /// A sabotaged run has failpoints too.
    @Test
    void every_sabotage_compiles_together_with_all_failpoints() throws Exception {
        List<Sabotage> failpoints = Sabotage.failpoints(ROOT);
        List<Sabotage> sabotages = new ArrayList<>(Sabotage.all(ROOT));
        sabotages.addAll(Sabotage.ofProcesses(ROOT));

        for (Sabotage sabotage : sabotages) {
            for (Sabotage failpoint : failpoints) {
                if (sabotage.file().equals(failpoint.file())) {
                    String source = Files.readString(ROOT.resolve(sabotage.file()));
                    assertThat(failpoint.applied(sabotage.applied(source)))
                            .as("%s and %s", sabotage.name(), failpoint.name())
                            .contains("failpoint-" + failpoint.name());
                }
            }
        }
    }

    @Test
    void nothing_that_is_delivered_halts_itself() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path module : delivered()) {
            try (Stream<Path> found = Files.walk(module)) {
                found.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }

        assertThat(sources)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain(".halt("));
    }

    /// Where the sources of all modules are.
    private static List<Path> delivered() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    private Run run(String failpoint, boolean armed) throws Exception {
        Path classes = directory.resolve("classes");
        AlteredClasses.compile(ROOT, List.of(Sabotage.named(ROOT, failpoint)), CLASS_PATH, classes);
        Path trigger = directory.resolve("failpoint-" + failpoint);
        if (armed) {
            Files.createFile(trigger);
        }
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classes + File.pathSeparator + CLASS_PATH,
                                Witnessed.class.getName(),
                                SEED)
                        .directory(directory.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String said;
        try (InputStream output = process.getInputStream()) {
            said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
        Run run = new Run(process.waitFor(), said);
        assertThat(trigger).doesNotExist();
        return run;
    }

    private static Recorded last(String said) {
        List<MatchResult> found = RECORD.matcher(said).results().toList();
        String direction = "";
        String originId = "";
        for (MatchResult each : found) {
            direction = each.group(1) == null ? direction : each.group(1);
            originId = each.group(2) == null ? originId : each.group(2);
        }
        return new Recorded(direction, originId);
    }

    private static List<String> lines(Run run, String message, String words) {
        return run.said
                .lines()
                .filter(line -> line.contains(' ' + message) && line.contains(words))
                .toList();
    }
}
