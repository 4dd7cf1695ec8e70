package io.rookery.hooks.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.hooks.check.Finding.Mark;
import io.rookery.hooks.egress.Egress;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.fake.Given;
import io.rookery.hooks.fake.LoopbackServer;
import io.rookery.hooks.fake.TestClock;
import io.rookery.hooks.netty.NettyTransport;
import io.rookery.testkit.backend.SampleBackend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractCheckTest {
    private static final Set<Operation> USUAL =
            EnumSet.of(Operation.AUTH_VERIFY, Operation.USER_EXISTS, Operation.ROSTER_GET);

    private final TestClock clock = new TestClock();
    private final NettyTransport transport =
            NettyTransport.start(new Egress(true, List.of()), HookLimits.DEFAULT);
    private final ContractCheck check =
            new ContractCheck(transport, HookLimits.DEFAULT, clock, new Random(5));

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void sample_backend_keeps_the_contract(@TempDir Path directory) throws IOException {
        Path users = directory.resolve("users.properties");
        Files.writeString(
                users,
                """
                alice@acme.test=pw "quoted"
                alice@acme.test.roster=[{"jid":"bob@acme.test"}]
                """);
        PrintStream out =
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try (SampleBackend backend =
                new SampleBackend(0, List.of(Given.SECRET.text()), users, clock, out)) {
            URI url = URI.create("http://127.0.0.1:" + backend.port());

            List<Finding> findings = check.run(subject(url, Optional.of("pw \"quoted\""), USUAL));

            assertThat(findings).extracting(Finding::mark).containsOnly(Mark.PASSED);
            assertThat(findings).hasSize(14);
            assertThat(ContractCheck.passed(findings)).isTrue();
            assertThat(findings.getFirst()).hasToString("ok   the backend can be reached");
        }
    }

    @Test
    void without_a_known_user_strangers_are_asked_about(@TempDir Path directory)
            throws IOException {
        Path users = Files.createFile(directory.resolve("users.properties"));
        PrintStream out =
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        try (SampleBackend backend =
                new SampleBackend(0, List.of(Given.SECRET.text()), users, clock, out)) {
            URI url = URI.create("http://127.0.0.1:" + backend.port());

            List<Finding> findings =
                    check.run(
                            new ContractSubject(
                                    url,
                                    Given.SECRET,
                                    "acme.test",
                                    Optional.empty(),
                                    Optional.of("unused"),
                                    USUAL));

            assertThat(ContractCheck.passed(findings)).isTrue();
            assertThat(findings)
                    .filteredOn(finding -> finding.mark() == Mark.SKIPPED)
                    .extracting(Finding::check)
                    .containsExactly(
                            "auth.verify denies a wrong password",
                            "auth.verify allows the right password");
        }
    }

    @Test
    void backend_that_checks_nothing_is_told_so() {
        try (LoopbackServer server =
                new LoopbackServer(
                        (_, talk) -> talk.reply(200, "{\"decision\":\"allow\",\"items\":[]}"))) {
            List<Finding> findings = check.run(subject(server.url(), Optional.of("pw"), USUAL));

            assertThat(ContractCheck.passed(findings)).isFalse();
            assertThat(failed(findings))
                    .contains(
                            "refuses a request without signature with 401",
                            "refuses a signature by another secret with 401",
                            "refuses a body other than the signed one with 401",
                            "refuses an old timestamp with 401",
                            "answers broken JSON with a status from 400 to 499",
                            "auth.verify denies a user who does not exist",
                            "auth.verify denies a wrong password",
                            "user.exists knows who exists and who does not")
                    .doesNotContain("auth.verify allows the right password");
            assertThat(findings)
                    .filteredOn(finding -> finding.mark() == Mark.SKIPPED)
                    .extracting(Finding::check)
                    .containsExactly("roster.get says unchanged to its own version");
        }
    }

    @Test
    void backend_that_answers_404_for_unknown_users_is_told_so() {
        try (LoopbackServer server = new LoopbackServer((_, talk) -> talk.reply(404, "{}"))) {
            List<Finding> findings =
                    check.run(
                            subject(
                                    server.url(),
                                    Optional.empty(),
                                    EnumSet.allOf(Operation.class)));

            assertThat(failed(findings))
                    .contains(
                            "auth.verify denies a user who does not exist",
                            "auth.scram knows that a user does not exist");
            assertThat(findings.toString()).contains("status: 404");
        }
    }

    @Test
    void backend_that_cannot_be_reached_is_one_finding() {
        List<Finding> findings =
                check.run(subject(URI.create("http://169.254.169.254/"), Optional.empty(), USUAL));

        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().toString())
                .startsWith("FAIL the backend can be reached: ADDRESS_REFUSED");
    }

    @Test
    void garbage_is_a_finding_and_not_an_exception() {
        try (LoopbackServer server = new LoopbackServer((_, talk) -> talk.reply(200, "[1"))) {
            List<Finding> findings =
                    check.run(
                            subject(
                                    server.url(),
                                    Optional.empty(),
                                    EnumSet.allOf(Operation.class)));

            assertThat(findings.toString()).contains("no JSON");
        }
    }

    private static List<String> failed(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.mark() == Mark.FAILED)
                .map(Finding::check)
                .toList();
    }

    private static ContractSubject subject(
            URI url, Optional<String> password, Set<Operation> operations) {
        return new ContractSubject(
                url, Given.SECRET, "acme.test", Optional.of("alice"), password, operations);
    }
}
