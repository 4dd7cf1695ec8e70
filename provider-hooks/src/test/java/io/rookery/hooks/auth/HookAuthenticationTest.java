package io.rookery.hooks.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.hooks.endpoint.HookDirectory;
import io.rookery.hooks.endpoint.HookEndpoint;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookPorts;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.Outcome;
import io.rookery.hooks.fake.FakeTransport;
import io.rookery.hooks.fake.Given;
import io.rookery.hooks.fake.TestClock;
import io.rookery.hooks.webhook.HookCalls;
import io.rookery.routing.port.Authentication.Existence;
import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.ScramLookup;
import io.rookery.routing.port.Authentication.Verdict;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class HookAuthenticationTest {
    private static final BareJid ALICE = BareJid.parse("alice@acme.test");
    private static final BareJid BOB = BareJid.parse("bob@acme.test");
    private static final String ALLOW = "{\"decision\":\"allow\",\"ttl\":60,\"attributes\":{}}";
    private static final String DENY = "{\"decision\":\"deny\"}";

    private final TestClock clock = new TestClock();
    private final FakeTransport transport = new FakeTransport();
    private final Given.Directory directory = new Given.Directory(Given.endpoint());
    private final HookAuthentication authentication = authentication(directory);

    @Test
    void allow_and_deny_are_what_the_backend_decided() {
        transport.answering(200, ALLOW);
        assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.ALLOWED);
        assertThat(transport.lastBody())
                .contains("\"user\":\"alice\",\"operation\":\"auth.verify\"")
                .contains("\"data\":{\"password\":\"pw\",\"client_address\":\"192.0.2.7\"}");

        transport.answering(200, DENY);
        assertThat(verify(ALICE, "other")).isEqualTo(Verdict.DENIED);

        transport.answering(200, "{\"decision\":\"deny\",\"reason\":\"disabled\"}");
        assertThat(verify(BOB, "pw")).isEqualTo(Verdict.DISABLED);
    }

    @Test
    void whatever_else_comes_is_unavailable_and_never_denied() {
        for (String body :
                List.of(
                        "{}",
                        "{\"decision\":\"Deny\"}",
                        "{\"decision\":false}",
                        "{\"decision\":null}",
                        "{\"decision\":\"allow\",\"ttl\":-1}",
                        "{\"decision\":\"allow\",\"ttl\":\"60\"}",
                        "{\"decision\":\"allow\",\"attributes\":[]}",
                        "deny")) {
            transport.answering(200, body);
            assertThat(verify(Given.OTHER, body)).as(body).isEqualTo(Verdict.UNAVAILABLE);
        }
        for (int status : List.of(302, 401, 403, 404, 500)) {
            transport.answering(status, DENY);
            assertThat(verify(ALICE, "pw")).as("%s", status).isEqualTo(Verdict.UNAVAILABLE);
        }
        transport.failing(Outcome.TIMEOUT);
        assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.UNAVAILABLE);
    }

    @Test
    void unavailable_is_not_remembered() {
        transport.failing(Outcome.TIMEOUT);
        verify(ALICE, "pw");
        transport.answering(200, ALLOW);

        assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void domain_without_endpoint_or_operation_or_directory_is_unavailable() {
        HookEndpoint plain = Given.endpoint();
        HookEndpoint less =
                new HookEndpoint(
                        plain.tenant(),
                        plain.id(),
                        plain.baseUrl(),
                        plain.secrets(),
                        Set.of(Operation.ROSTER_GET),
                        1);
        HookDirectory broken =
                new HookDirectory() {
                    @Override
                    public CompletionStage<Optional<HookEndpoint>> find(
                            TenantId tenant, String domain) {
                        return CompletableFuture.failedFuture(new UnavailableException("down"));
                    }

                    @Override
                    public Optional<HookEndpoint> cached(TenantId tenant, String domain) {
                        return Optional.empty();
                    }
                };
        for (HookDirectory each :
                List.of(new Given.Directory(), new Given.Directory(less), broken)) {
            HookAuthentication other = authentication(each);

            assertThat(join(other.verify(Given.policy(), ALICE, "pw", "::1")))
                    .isEqualTo(Verdict.UNAVAILABLE);
            assertThat(join(other.exists(Given.policy(), ALICE))).isEqualTo(Existence.UNAVAILABLE);
            assertThat(join(other.scram(Given.policy(), ALICE, ScramHash.SHA_256)))
                    .isEqualTo(ScramLookup.UNAVAILABLE);
            assertThat(other.offersScram(Given.policy())).isFalse();
        }
        assertThat(transport.posts()).isEmpty();
    }

    @Test
    void allow_is_remembered_for_its_ttl() {
        transport.answering(200, ALLOW);
        verify(ALICE, "pw");
        clock.advance(Duration.ofSeconds(59));
        verify(ALICE, "pw");
        assertThat(transport.posts()).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        verify(ALICE, "pw");
        assertThat(transport.posts()).hasSize(2);
    }

    @Test
    void allow_without_ttl_is_not_remembered_and_a_long_ttl_is_cut() {
        transport.answering(200, "{\"decision\":\"allow\"}");
        verify(ALICE, "pw");
        verify(ALICE, "pw");
        assertThat(transport.posts()).hasSize(2);

        transport.answering(200, "{\"decision\":\"allow\",\"ttl\":31536000}");
        verify(BOB, "pw");
        clock.advance(HookLimits.DEFAULT.cache().positiveTime());
        verify(BOB, "pw");
        assertThat(transport.posts()).hasSize(4);
    }

    @Test
    void deny_is_remembered_briefly() {
        transport.answering(200, DENY);
        verify(ALICE, "wrong");
        verify(ALICE, "wrong");
        assertThat(transport.posts()).hasSize(1);

        clock.advance(HookLimits.DEFAULT.cache().negativeTime());
        verify(ALICE, "wrong");
        assertThat(transport.posts()).hasSize(2);
    }

    @Test
    void several_tokens_of_one_user_are_remembered_side_by_side() {
        transport.answering(200, ALLOW);
        for (String token : List.of("one", "two", "three", "one", "two", "three")) {
            assertThat(verify(ALICE, token)).isEqualTo(Verdict.ALLOWED);
        }

        assertThat(transport.posts()).hasSize(3);
        transport.answering(200, DENY);
        assertThat(verify(ALICE, "four")).isEqualTo(Verdict.DENIED);
        assertThat(verify(ALICE, "one")).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void beyond_the_most_tokens_of_a_user_the_oldest_goes() {
        transport.answering(200, ALLOW);
        int most = HookLimits.DEFAULT.cache().tokensPerUser();
        for (int i = 0; i <= most; i++) {
            verify(ALICE, "token" + i);
        }
        verify(ALICE, "token" + most);
        assertThat(transport.posts()).hasSize(most + 1);

        verify(ALICE, "token0");
        assertThat(transport.posts()).hasSize(most + 2);
    }

    @Test
    void answer_about_one_user_domain_or_tenant_says_nothing_of_another() {
        directory.put(Given.endpoint(Given.OTHER, Given.BASE));
        transport.answering(200, ALLOW);
        verify(ALICE, "pw");
        transport.answering(200, DENY);

        assertThat(verify(BOB, "pw")).isEqualTo(Verdict.DENIED);
        assertThat(verify(Given.OTHER, "pw")).isEqualTo(Verdict.DENIED);
        DomainPolicy sibling = Given.policy(Given.ACME, "two.acme.test", 1);
        BareJid namesake = BareJid.parse("alice@two.acme.test");
        assertThat(join(authentication.verify(sibling, namesake, "pw", "::1")))
                .isEqualTo(Verdict.DENIED);
    }

    @Test
    void revocation_drops_every_answer_about_the_user_and_no_other() {
        transport.answering(200, ALLOW);
        verify(ALICE, "one");
        verify(ALICE, "two");
        verify(BOB, "one");

        authentication.revoke(Given.ACME, "acme.test", "alice");
        transport.answering(200, DENY);

        assertThat(verify(ALICE, "one")).isEqualTo(Verdict.DENIED);
        assertThat(verify(ALICE, "two")).isEqualTo(Verdict.DENIED);
        assertThat(verify(BOB, "one")).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void revocation_wins_over_a_call_under_way() {
        CompletableFuture<Verdict> asked = ask(ALICE, "pw");
        authentication.revoke(Given.ACME, "acme.test", "alice");
        transport.answerNext(200, ALLOW);
        assertThat(asked).isCompletedWithValue(Verdict.ALLOWED);
        transport.answering(200, DENY);

        assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.DENIED);
    }

    @Test
    void login_after_a_revocation_does_not_join_a_call_from_before() {
        CompletableFuture<Verdict> before = ask(ALICE, "pw");
        authentication.revoke(Given.ACME, "acme.test", "alice");
        CompletableFuture<Verdict> after = ask(ALICE, "pw");

        assertThat(transport.posts()).hasSize(2);
        transport.answerNext(200, ALLOW);
        transport.answerNext(200, DENY);
        assertThat(before).isCompletedWithValue(Verdict.ALLOWED);
        assertThat(after).isCompletedWithValue(Verdict.DENIED);
        assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.DENIED);
    }

    @Test
    void change_of_policy_or_endpoint_drops_what_was_remembered() {
        transport.answering(200, ALLOW);
        verify(ALICE, "pw");
        transport.answering(200, DENY);

        DomainPolicy changed = Given.policy(Given.ACME, "acme.test", 2);
        assertThat(join(authentication.verify(changed, ALICE, "pw", "::1")))
                .isEqualTo(Verdict.DENIED);

        HookEndpoint plain = Given.endpoint();
        directory.put(
                new HookEndpoint(
                        plain.tenant(),
                        plain.id(),
                        plain.baseUrl(),
                        plain.secrets(),
                        plain.operations(),
                        2));
        assertThat(verify(ALICE, "pw")).isEqualTo(Verdict.DENIED);
    }

    @Test
    void equal_questions_at_one_time_are_one_call() {
        List<CompletableFuture<Verdict>> asked =
                List.of(ask(ALICE, "pw"), ask(ALICE, "pw"), ask(ALICE, "pw"));
        CompletableFuture<Verdict> other = ask(ALICE, "other");

        assertThat(transport.posts()).hasSize(2);
        transport.answerNext(200, ALLOW);
        assertThat(asked)
                .allSatisfy(each -> assertThat(each).isCompletedWithValue(Verdict.ALLOWED));
        assertThat(other).isNotDone();
    }

    @Test
    void credential_longer_than_any_is_denied_without_a_call() {
        int most = HookLimits.DEFAULT.call().credentialBytes();
        transport.answering(200, ALLOW);

        assertThat(verify(ALICE, "é".repeat(most / 2 + 1))).isEqualTo(Verdict.DENIED);
        assertThat(transport.posts()).isEmpty();
        assertThat(verify(ALICE, "é".repeat(most / 2))).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void domain_is_no_user() {
        BareJid domain = BareJid.parse("acme.test");

        assertThat(verify(domain, "pw")).isEqualTo(Verdict.DENIED);
        assertThat(exists(domain)).isEqualTo(Existence.ABSENT);
        assertThat(scram(domain)).isEqualTo(ScramLookup.ABSENT);
        assertThat(transport.posts()).isEmpty();
    }

    @Test
    void existence_is_asked_for_by_a_list_and_answered_by_a_map() {
        transport.answering(200, "{\"users\":{\"alice\":true},\"ttl\":60}");
        assertThat(exists(ALICE)).isEqualTo(Existence.EXISTS);
        assertThat(transport.lastBody())
                .isEqualTo(
                        "{\"domain\":\"acme.test\",\"operation\":\"user.exists\","
                                + "\"data\":{\"users\":[\"alice\"]}}");
        exists(ALICE);
        assertThat(transport.posts()).hasSize(1);

        transport.answering(200, "{\"users\":{\"bob\":false}}");
        assertThat(exists(BOB)).isEqualTo(Existence.ABSENT);
    }

    @Test
    void map_without_the_user_and_404_are_unavailable_and_not_absent() {
        transport.answering(200, "{\"users\":{}}");
        assertThat(exists(ALICE)).isEqualTo(Existence.UNAVAILABLE);
        transport.answering(200, "{\"users\":{\"alice\":\"yes\"}}");
        assertThat(exists(ALICE)).isEqualTo(Existence.UNAVAILABLE);
        transport.answering(404, "{\"users\":{\"alice\":false}}");
        assertThat(exists(ALICE)).isEqualTo(Existence.UNAVAILABLE);
    }

    @Test
    void scram_is_offered_when_the_endpoint_answers_it() {
        assertThat(authentication.offersScram(Given.policy())).isTrue();
    }

    @Test
    void verifier_of_a_user_is_what_the_backend_keeps() {
        transport.answering(200, verifier(32, 16, 4_096));

        ScramLookup lookup = scram(ALICE);

        assertThat(lookup.state()).isEqualTo(Existence.EXISTS);
        assertThat(lookup.disabled()).isFalse();
        assertThat(lookup.verifier()).isNotNull();
        assertThat(lookup.verifier().iterations()).isEqualTo(4_096);
        assertThat(lookup.verifier().storedKey()).hasSize(32);
        assertThat(transport.lastBody()).contains("\"data\":{\"hash\":\"SHA-256\"}");
    }

    @Test
    void verifier_is_remembered_and_survives_who_wipes_it() {
        transport.answering(200, verifier(32, 16, 4_096).replace("{", "{\"ttl\":60,"));
        ScramLookup first = scram(ALICE);
        assertThat(first.verifier()).isNotNull();
        java.util.Arrays.fill(first.verifier().salt(), (byte) 1);

        ScramLookup second = scram(ALICE);

        assertThat(transport.posts()).hasSize(1);
        assertThat(second.verifier()).isNotNull();
        assertThat(second.verifier().salt()).containsOnly(0);
    }

    @Test
    void verifier_that_is_weak_or_of_another_hash_is_unavailable() {
        for (String body :
                List.of(
                        verifier(20, 16, 4_096),
                        verifier(32, 4, 4_096),
                        verifier(32, 16, 1_000),
                        verifier(32, 16, 100_000_000),
                        "{\"found\":true}",
                        "{\"found\":\"true\"}",
                        "{}")) {
            transport.answering(200, body);
            assertThat(scram(ALICE)).as(body).isEqualTo(ScramLookup.UNAVAILABLE);
        }
        transport.answering(200, "{\"found\":false}");
        assertThat(scram(ALICE)).isEqualTo(ScramLookup.ABSENT);
    }

    private static String verifier(int keyBytes, int saltBytes, int iterations) {
        Base64.Encoder base64 = Base64.getEncoder();
        String key = base64.encodeToString(new byte[keyBytes]);
        String salt = base64.encodeToString(new byte[saltBytes]);
        return "{\"found\":true,\"salt\":\"%s\",\"iterations\":%d,\"stored_key\":\"%s\",\"server_key\":\"%s\"}"
                .formatted(salt, iterations, key, key);
    }

    private HookAuthentication authentication(HookDirectory given) {
        HookPorts ports = Given.ports(given, clock);
        return new HookAuthentication(
                ports,
                HookLimits.DEFAULT,
                new HookCalls(ports, HookLimits.DEFAULT, transport, Runnable::run));
    }

    private CompletableFuture<Verdict> ask(BareJid user, String password) {
        return authentication
                .verify(Given.policy(), user, password, "192.0.2.7")
                .toCompletableFuture();
    }

    private Verdict verify(BareJid user, String password) {
        return ask(user, password).join();
    }

    private Verdict verify(TenantId tenant, String password) {
        directory.put(Given.endpoint(tenant, Given.BASE));
        DomainPolicy policy = Given.policy(tenant, "acme.test", 1);
        return join(authentication.verify(policy, ALICE, password, "192.0.2.7"));
    }

    private Existence exists(BareJid user) {
        return join(authentication.exists(Given.policy(), user));
    }

    private ScramLookup scram(BareJid user) {
        return join(authentication.scram(Given.policy(), user, ScramHash.SHA_256));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
