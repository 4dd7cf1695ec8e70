package io.rookery.tenant.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.routing.port.Authentication.ScramHash;
import io.rookery.routing.port.Authentication.Verdict;
import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.DomainPolicy;
import io.rookery.routing.port.DomainPolicy.AuthSource;
import io.rookery.routing.port.DomainPolicy.Federation;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import io.rookery.tenant.assembly.TenantStorage;
import io.rookery.xmpp.jid.BareJid;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdbcDomainDirectoryTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static Tenant tenant = new Tenant("", "");

    private final BlockingQueue<DomainPolicy> heard = new LinkedBlockingQueue<>();
    private DomainDirectory.Subscription subscription = () -> {};

    @BeforeAll
    static void makeTenant() {
        tenant = NODE.newTenant("Directory");
    }

    @BeforeEach
    void listen() {
        subscription = NODE.storage().directory().onChange(heard::add);
    }

    @AfterEach
    void stopListening() throws InterruptedException {
        subscription.close();
        NODE.dataSource().mend();
        // That the database was away is remembered for a moment.
        await("the API serves", () -> NODE.get("/v1/me", tenant.key()).status() == 200);
    }

    @Test
    void a_domain_is_found_with_its_policy() throws InterruptedException {
        make("found.test");

        DomainPolicy policy = find("found.test").orElseThrow();

        assertThat(policy.tenant().text()).isEqualTo(tenant.id());
        assertThat(policy.active()).isTrue();
        assertThat(policy.authentication()).containsExactly(AuthSource.INTERNAL);
        assertThat(policy.federation()).isEqualTo(Federation.TENANT);
        assertThat(policy.retention()).isEqualTo(Duration.ofDays(365));
        assertThat(NODE.storage().directory().cached("found.test")).contains(policy);
        assertThat(find("unknown.test")).isEmpty();
        assertThat(find("x".repeat(100_000))).isEmpty();
        assertThat(find("'; DROP TABLE domain; --")).isEmpty();
    }

    @Test
    void a_change_reaches_the_node_and_its_listeners() throws InterruptedException {
        make("changing.test");
        find("changing.test");

        NODE.send(
                "PATCH",
                "/v1/domains/changing.test/policy",
                tenant.key(),
                "{\"federation\":\"open\"}");

        assertThat(next("changing.test").federation()).isEqualTo(Federation.OPEN);
        assertThat(find("changing.test").orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void a_domain_that_was_asked_for_too_early_is_found_when_it_is_there()
            throws InterruptedException {
        Optional<DomainPolicy> early = find("early.test");

        make("early.test");

        assertThat(early).isEmpty();
        assertThat(find("early.test")).isPresent();
    }

    @Test
    void a_deleted_domain_is_gone_and_listeners_hear_that_it_is_inactive()
            throws InterruptedException {
        make("deleted.test");

        NODE.send("DELETE", "/v1/domains/deleted.test", tenant.key(), null);

        assertThat(next("deleted.test").active()).isFalse();
        assertThat(find("deleted.test")).isEmpty();
    }

    @Test
    void a_lost_notice_is_repaired_by_looking() throws Exception {
        make("lost.test");

        // Written as a node would, but for the notice.
        try (var connection = NODE.database().asSuperuser();
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    INSERT INTO domain_policy SELECT (p.policy).* FROM (
                        SELECT ROW(tenant_id, domain_id, version + 1, active, authentication,
                            roster_source, 'ISOLATED', allow_list, archiving, retention_days,
                            disabled_features, sasl_mechanisms, sessions, sessions_per_account,
                            stanzas_per_second, bytes_per_second, stanza_bytes, roster_items,
                            pending_messages, made_at)::domain_policy AS policy
                        FROM domain_policy JOIN domain USING (tenant_id, domain_id, version)
                        WHERE name = 'lost.test') p;
                    UPDATE domain SET version = version + 1 WHERE name = 'lost.test';
                    INSERT INTO domain_change (tenant_id, domain, kind, users, made_at)
                        SELECT tenant_id, name, 'POLICY', '{}', now() FROM domain
                        WHERE name = 'lost.test';
                    """);
        }

        assertThat(next("lost.test").federation()).isEqualTo(Federation.ISOLATED);
    }

    @Test
    void what_is_in_memory_is_answered_without_the_database_and_the_rest_is_unavailable()
            throws Exception {
        make("memory.test");
        DomainPolicy policy = find("memory.test").orElseThrow();
        BareJid user = BareJid.of("juliet", "memory.test");

        NODE.dataSource().cut();
        NODE.database().cutConnections();

        assertThat(find("memory.test")).isPresent();
        assertThatThrownBy(() -> find("other.test"))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(UnavailableException.class);
        var authentication = NODE.storage().authentication();
        assertThat(
                        authentication
                                .verify(policy, user, "capulet-house", "192.0.2.1")
                                .toCompletableFuture()
                                .join())
                .isEqualTo(Verdict.UNAVAILABLE);
        assertThat(
                        authentication
                                .scram(policy, user, ScramHash.SHA_256)
                                .toCompletableFuture()
                                .join()
                                .state()
                                .name())
                .isEqualTo("UNAVAILABLE");
        Answer api = NODE.get("/v1/me", tenant.key());
        assertThat(api.status()).isEqualTo(503);
        assertThat(api.text("code")).isEqualTo("unavailable");
        assertThat(api.header("Retry-After")).isPresent();
    }

    @Test
    void a_node_knows_domains_from_its_start_on_also_those_that_nobody_asked_it_for()
            throws Exception {
        make("asked-never.test");
        make("asked-deleted.test");
        NODE.send("DELETE", "/v1/domains/asked-deleted.test", tenant.key(), null);
        next("asked-deleted.test");

        try (TenantStorage other = NODE.otherNode()) {
            other.start();
            await(
                    "the other node knows the domain",
                    () -> other.directory().cached("asked-never.test").isPresent());
            NODE.dataSource().cut();
            NODE.database().cutConnections();

            assertThat(other.directory().find("asked-never.test").toCompletableFuture().join())
                    .isEqualTo(find("asked-never.test"))
                    .isPresent();
            assertThat(other.directory().cached("asked-deleted.test")).isEmpty();
        }
    }

    private static void await(String what, BooleanSupplier holds) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("%s (expected: within %s)", what, LIMIT)
                    .isLessThan(deadline);
            assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void changes_made_while_the_database_was_away_are_heard_when_it_is_back() throws Exception {
        make("away.test");
        find("away.test");
        NODE.dataSource().cut();
        NODE.database().cutConnections();
        suspendBySql("away.test");

        NODE.dataSource().mend();

        assertThat(next("away.test").active()).isFalse();
    }

    private static void suspendBySql(String domain) throws SQLException {
        try (var connection = NODE.database().asSuperuser();
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    UPDATE domain_policy SET active = false WHERE domain_id =
                        (SELECT domain_id FROM domain WHERE name = '%1$s');
                    INSERT INTO domain_change (tenant_id, domain, kind, users, made_at)
                        SELECT tenant_id, name, 'POLICY', '{}', now() FROM domain
                        WHERE name = '%1$s';
                    """
                            .formatted(domain));
        }
    }

    private void make(String name) throws InterruptedException {
        NODE.post("/v1/domains", tenant.key(), "{\"name\":\"" + name + "\"}");
        next(name);
    }

    private DomainPolicy next(String domain) throws InterruptedException {
        while (true) {
            DomainPolicy policy = heard.poll(30, TimeUnit.SECONDS);
            if (policy == null) {
                throw new AssertionError("no change of " + domain);
            }
            if (policy.domain().equals(domain)) {
                return policy;
            }
        }
    }

    private static Optional<DomainPolicy> find(String domain) {
        return NODE.storage().directory().find(domain).toCompletableFuture().join();
    }
}
