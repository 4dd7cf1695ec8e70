package io.rookery.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.hooks.egress.Egress;
import io.rookery.hooks.endpoint.EndpointHealth;
import io.rookery.hooks.endpoint.HookEndpoint;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.fake.Given;
import io.rookery.hooks.fake.LoopbackServer;
import io.rookery.hooks.fake.TestClock;
import io.rookery.routing.port.Authentication.Existence;
import io.rookery.routing.port.Authentication.Verdict;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.RosterStore.RosterSnapshot;
import io.rookery.testkit.backend.SampleBackend;
import io.rookery.xmpp.jid.BareJid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole module over real sockets.
class HooksTest {
    private static final BareJid ALICE = BareJid.parse("alice@acme.test");
    private static final BareJid NOBODY = BareJid.parse("nobody@acme.test");
    private static final DomainPolicy ACME = Given.policy();
    private static final DomainPolicy OTHER = Given.policy(Given.OTHER, "other.test", 1);

    @TempDir private Path directory;
    private final TestClock clock = new TestClock();
    private final Given.Directory endpoints = new Given.Directory();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Hooks hooks =
            Hooks.start(
                    Given.ports(endpoints, clock),
                    Given.deadline(Duration.ofSeconds(60)),
                    new Egress(true, List.of()));
    private Path users;
    private SampleBackend backend;

    @BeforeEach
    void start_backend() throws IOException {
        users = directory.resolve("users.properties");
        Files.writeString(
                users,
                """
                alice@acme.test=pw
                alice@acme.test.roster=[{"jid":"bob@acme.test","subscription":"both"}]
                """);
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        backend = new SampleBackend(0, List.of(Given.SECRET.text()), users, clock, out);
        endpoints.put(
                Given.endpoint(Given.ACME, URI.create("http://127.0.0.1:" + backend.port() + '/')));
    }

    @AfterEach
    void close() {
        hooks.close();
        backend.close();
    }

    @Test
    void user_logs_in_exists_and_has_a_roster() {
        assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.ALLOWED);
        assertThat(verify(ALICE, "wrong")).isEqualTo(Verdict.DENIED);
        assertThat(verify(NOBODY, "pw")).isEqualTo(Verdict.DENIED);
        assertThat(join(hooks.authentication().exists(ACME, ALICE))).isEqualTo(Existence.EXISTS);
        assertThat(join(hooks.authentication().exists(ACME, NOBODY))).isEqualTo(Existence.ABSENT);
        assertThat(join(hooks.rosters().load(ACME, ALICE)).entries()).hasSize(1);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains(
                        "\"operation\":\"auth.verify\" -> 200 {\"decision\":\"allow\",\"ttl\":60}")
                .doesNotContain("wrong");
    }

    @Test
    void changed_roster_is_seen_after_an_invalidation() throws IOException {
        RosterSnapshot before = join(hooks.rosters().load(ACME, ALICE));
        assertThat(join(hooks.rosters().load(ACME, ALICE))).isEqualTo(before);

        Files.writeString(
                users,
                """
                alice@acme.test=pw
                alice@acme.test.roster=[{"jid":"bob@acme.test"},{"jid":"carol@acme.test"}]
                """);
        hooks.invalidateRosters(Given.ACME, "acme.test", List.of("alice"));
        RosterSnapshot after = join(hooks.rosters().load(ACME, ALICE));

        assertThat(after.entries()).hasSize(2);
        assertThat(after.version()).isGreaterThan(before.version());
    }

    @Test
    void changed_password_counts_after_a_revocation() throws IOException {
        assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.ALLOWED);
        Files.writeString(users, "alice@acme.test=new\n");
        assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.ALLOWED);

        hooks.revoke(Given.ACME, "acme.test", "alice");

        assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.DENIED);
        assertThat(verify(ALICE, "new")).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void stopped_backend_is_unavailable_and_the_known_roster_is_served() {
        RosterSnapshot known = join(hooks.rosters().load(ACME, ALICE));
        backend.close();

        assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.UNAVAILABLE);
        RosterSnapshot stale = join(hooks.rosters().load(ACME, ALICE));
        assertThat(stale.stale()).isTrue();
        assertThat(stale.entries()).isEqualTo(known.entries());
    }

    @Test
    void backend_with_another_secret_is_unavailable_and_not_a_deny() throws IOException {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        String secret = "whsec_" + "A".repeat(32);
        try (SampleBackend stranger = new SampleBackend(0, List.of(secret), users, clock, out)) {
            endpoints.put(
                    Given.endpoint(Given.ACME, URI.create("http://127.0.0.1:" + stranger.port())));

            assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.UNAVAILABLE);
            assertThat(health().lastFailureDetail())
                    .contains("auth.verify: status: 401 (expected: 200)");
        }
    }

    @Test
    void silent_backend_of_one_tenant_delays_no_other() {
        HookLimits.Call limits = HookLimits.DEFAULT.call();
        int logins = limits.concurrent() + limits.queued();
        try (LoopbackServer silent = new LoopbackServer((_, talk) -> talk.keepSilent())) {
            HookEndpoint slow = Given.endpoint(Given.OTHER, silent.url());
            endpoints.put(slow);
            List<CompletableFuture<Verdict>> stuck = new ArrayList<>();
            for (int i = 0; i < logins; i++) {
                stuck.add(
                        hooks.authentication()
                                .verify(OTHER, BareJid.parse("u" + i + "@other.test"), "pw", "::1")
                                .toCompletableFuture());
            }

            assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.ALLOWED);

            assertThat(stuck).noneMatch(CompletableFuture::isDone);
            assertThat(hooks.health(Given.OTHER, slow.id()).orElseThrow().running())
                    .isEqualTo(limits.concurrent());
            BareJid one = BareJid.parse("one-more@other.test");
            assertThat(join(hooks.authentication().verify(OTHER, one, "pw", "::1")))
                    .isEqualTo(Verdict.UNAVAILABLE);
            hooks.close();
            assertThat(stuck)
                    .allSatisfy(each -> assertThat(each.join()).isEqualTo(Verdict.UNAVAILABLE));
        }
    }

    @Test
    void health_is_kept_for_each_endpoint() {
        assertThat(hooks.health(Given.ACME, Given.endpoint().id())).isEmpty();

        verify(ALICE, "pw");

        EndpointHealth health = health();
        assertThat(health.breaker()).isEqualTo(EndpointHealth.Breaker.CLOSED);
        assertThat(health.answered()).isEqualTo(1);
        assertThat(health.lastSuccess()).contains(clock.instant());
        assertThat(hooks.health(Given.OTHER, Given.endpoint().id())).isEmpty();
    }

    private EndpointHealth health() {
        return hooks.health(Given.ACME, Given.endpoint().id()).orElseThrow();
    }

    private Verdict verify(BareJid user, String password) {
        return join(hooks.authentication().verify(ACME, user, password, "192.0.2.7"));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
