package io.rookery.tenant.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Tenant;
import io.rookery.tenant.erasure.ErasureQueue.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ErasureQueueTest {
    @RegisterExtension static final ApiNode NODE = new ApiNode();
    private static final HikariDataSource ARCHIVER = new HikariDataSource();

    private Tenant tenant = new Tenant("", "");
    private final ErasureQueue queue = new ErasureQueue(ARCHIVER, NODE.clock());

    @BeforeAll
    static void connect() {
        ARCHIVER.setJdbcUrl(NODE.database().app().getJdbcUrl());
        ARCHIVER.setUsername("rookery_archiver");
        ARCHIVER.setMaximumPoolSize(2);
    }

    @AfterAll
    static void disconnect() {
        ARCHIVER.close();
    }

    @BeforeEach
    void makeTenant() {
        tenant = NODE.newTenant("Leaving");
    }

    @Test
    void a_deleted_user_and_a_deleted_domain_are_waiting_to_be_erased() throws SQLException {
        domain("leaving.test");
        user("leaving.test", "Juliet");

        delete("/v1/domains/leaving.test/users/juliet");
        delete("/v1/domains/leaving.test");

        assertThat(waiting("leaving.test"))
                .extracting(Waiting::localpart, Waiting::erased, Waiting::logEnds)
                .containsExactly(tuple("juliet", false, List.of()), tuple("", false, List.of()));
        assertThat(waiting("leaving.test").getFirst().tenant().text()).isEqualTo(tenant.id());
    }

    @Test
    void whoever_gets_the_name_next_is_kept_from_that_moment() throws SQLException {
        domain("again.test");
        user("again.test", "juliet");
        delete("/v1/domains/again.test/users/juliet");
        NODE.clock().advance(Duration.ofSeconds(30));
        var moment = NODE.clock().instant();

        user("again.test", "juliet");

        assertThat(waiting("again.test").getFirst().keepFrom().orElseThrow())
                .isBetween(moment, moment.plusSeconds(5));
    }

    @Test
    void a_domain_made_again_is_kept_from_that_moment() throws SQLException {
        domain("twice.test");
        delete("/v1/domains/twice.test");

        domain("twice.test");

        assertThat(waiting("twice.test").getFirst().keepFrom()).isPresent();
    }

    @Test
    void an_erasure_goes_through_its_steps_and_is_forgotten_in_the_end() throws SQLException {
        domain("steps.test");
        delete("/v1/domains/steps.test");
        Waiting first = waiting("steps.test").getFirst();

        queue.erased(first.tenant(), first.id());
        queue.awaits(first.tenant(), first.id(), List.of(5L, 0L));
        Waiting second = waiting("steps.test").getFirst();
        queue.finished(first.tenant(), first.id());

        assertThat(second.erased()).isTrue();
        assertThat(second.logEnds()).containsExactly(5L, 0L);
        assertThat(waiting("steps.test")).isEmpty();
        assertThat(queue.forget()).isZero();
        NODE.clock().advance(Duration.ofDays(36));
        assertThat(queue.forget()).isEqualTo(1);
    }

    @Test
    void retention_knows_every_domain_that_is_not_deleted() throws SQLException {
        domain("short.test");
        NODE.send("PATCH", "/v1/domains/short.test/policy", tenant.key(), "{\"retention_days\":7}");
        domain("gone.test");
        delete("/v1/domains/gone.test");

        List<DomainRetention.Kept> all = new DomainRetention(ARCHIVER).all();

        assertThat(all)
                .filteredOn(kept -> kept.domain().equals("short.test"))
                .extracting(DomainRetention.Kept::keep)
                .containsExactly(Duration.ofDays(7));
        assertThat(all).noneMatch(kept -> kept.domain().equals("gone.test"));
    }

    private List<Waiting> waiting(String domain) throws SQLException {
        return queue.open(1_000).stream()
                .filter(waiting -> waiting.domain().equals(domain))
                .toList();
    }

    private void domain(String name) {
        assertThat(NODE.post("/v1/domains", tenant.key(), "{\"name\":\"" + name + "\"}").status())
                .isEqualTo(201);
    }

    private void user(String domain, String name) {
        NODE.post(
                "/v1/domains/" + domain + "/users",
                tenant.key(),
                "{\"username\":\"" + name + "\",\"password\":\"capulet-house\"}");
    }

    private void delete(String path) {
        assertThat(NODE.send("DELETE", path, tenant.key(), null).status()).isEqualTo(204);
    }
}
