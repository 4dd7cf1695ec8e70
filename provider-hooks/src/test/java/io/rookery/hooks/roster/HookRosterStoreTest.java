package io.rookery.hooks.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.hooks.endpoint.HookEndpoint;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.HookMeter;
import io.rookery.hooks.endpoint.HookPorts;
import io.rookery.hooks.endpoint.Operation;
import io.rookery.hooks.endpoint.Outcome;
import io.rookery.hooks.endpoint.TraceContext;
import io.rookery.hooks.fake.FakeTransport;
import io.rookery.hooks.fake.Given;
import io.rookery.hooks.fake.TestClock;
import io.rookery.hooks.webhook.HookCalls;
import io.rookery.routing.port.RosterStore.RosterChange;
import io.rookery.routing.port.RosterStore.RosterEntry;
import io.rookery.routing.port.RosterStore.RosterSnapshot;
import io.rookery.routing.port.RosterStore.SubscriptionState;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HookRosterStoreTest {
    private static final BareJid ALICE = BareJid.parse("alice@acme.test");
    private static final String ONE =
            "{\"version\":\"v1\",\"items\":[{\"jid\":\"bob@acme.test\",\"name\":\"Bob\","
                    + "\"subscription\":\"both\",\"groups\":[\"Friends\",\"Work\"]}]}";
    private static final String TWO =
            "{\"version\":\"v2\",\"items\":[{\"jid\":\"bob@acme.test\"},"
                    + "{\"jid\":\"carol@acme.test\",\"subscription\":\"to\"}]}";

    private final TestClock clock = new TestClock();
    private final FakeTransport transport = new FakeTransport();
    private final Given.Directory directory = new Given.Directory(Given.endpoint());
    private final List<String> dropped = new ArrayList<>();
    private final HookRosterStore store = store();

    @Test
    void roster_is_what_the_backend_keeps() {
        transport.answering(200, ONE);

        RosterSnapshot snapshot = load();

        assertThat(snapshot.stale()).isFalse();
        assertThat(snapshot.version()).isPositive();
        RosterEntry bob = snapshot.entries().getFirst();
        assertThat(bob.jid()).hasToString("bob@acme.test");
        assertThat(bob.name()).isEqualTo("Bob");
        assertThat(bob.groups()).containsExactly("Friends", "Work");
        assertThat(bob.state()).isEqualTo(SubscriptionState.BOTH);
        assertThat(bob.listed()).isTrue();
        assertThat(bob.approved()).isFalse();
        assertThat(bob.request()).isEmpty();
        assertThat(transport.lastBody())
                .isEqualTo(
                        "{\"domain\":\"acme.test\",\"user\":\"alice\",\"operation\":\"roster.get\","
                                + "\"data\":{}}");
    }

    @Test
    void known_version_is_sent_and_unchanged_keeps_the_copy() {
        transport.answering(200, ONE);
        RosterSnapshot first = load();
        transport.answering(200, "{\"unchanged\":true}");

        RosterSnapshot second = load();

        assertThat(second).isEqualTo(first);
        assertThat(transport.lastBody()).contains("\"data\":{\"version\":\"v1\"}");
    }

    @Test
    void unchanged_without_a_version_asked_about_is_no_answer() {
        transport.answering(200, "{\"unchanged\":true}");

        assertThatThrownBy(this::load).hasRootCauseInstanceOf(UnavailableException.class);
    }

    @Test
    void version_grows_when_the_contents_change_and_only_then() {
        transport.answering(200, ONE);
        long first = load().version();
        transport.answering(200, ONE.replace("v1", "other"));
        assertThat(load().version()).isEqualTo(first);

        transport.answering(200, TWO);
        long second = load().version();
        assertThat(second).isGreaterThan(first);

        transport.answering(200, ONE);
        assertThat(load().version()).isGreaterThan(second);
    }

    @Test
    void version_that_is_a_number_is_taken_as_it_is_by_every_node() {
        transport.answering(200, ONE.replace("v1", "41"));
        assertThat(load().version()).isEqualTo(41);
        transport.answering(200, TWO.replace("v2", "57"));
        assertThat(load().version()).isEqualTo(57);
        assertThat(store().load(Given.policy(), ALICE).toCompletableFuture().join().version())
                .isEqualTo(57);

        transport.answering(200, ONE.replace("v1", "3"));
        assertThat(load().version()).isEqualTo(58);
        transport.answering(200, TWO.replace("v2", "9".repeat(30)));
        assertThat(load().version()).isGreaterThan(58);
    }

    @Test
    void bad_items_are_left_out_and_counted() {
        transport.answering(
                200,
                """
                {"items":[
                  {"jid":"bob@acme.test"},
                  {"jid":"BOB@acme.test"},
                  {"jid":"carol@acme.test/phone"},
                  {"jid":"@@@"},
                  {"jid":7},
                  {},
                  "dave@acme.test",
                  {"jid":"alice@acme.test"},
                  {"jid":"e1@acme.test","subscription":"remove"},
                  {"jid":"e2@acme.test","subscription":[]},
                  {"jid":"e3@acme.test","name":"%s"},
                  {"jid":"e4@acme.test","name":"\\u0000"},
                  {"jid":"e5@acme.test","groups":["",""]},
                  {"jid":"e6@acme.test","groups":"Friends"},
                  {"jid":"e7@acme.test","groups":[1]},
                  {"jid":"e8@acme.test","groups":[%s]},
                  {"jid":"fine@acme.test","groups":["a","a"],"name":null,"later":{}}
                ]}
                """
                        .formatted("n".repeat(300), names(17)));

        RosterSnapshot snapshot = load();

        assertThat(snapshot.entries())
                .extracting(entry -> entry.jid().toString())
                .containsExactly("bob@acme.test", "fine@acme.test");
        assertThat(snapshot.entries().getLast().groups()).containsExactly("a");
        assertThat(dropped)
                .containsExactly(
                        "duplicate",
                        "bad-jid",
                        "bad-jid",
                        "bad-jid",
                        "bad-jid",
                        "no-object",
                        "own-jid",
                        "bad-subscription",
                        "bad-subscription",
                        "bad-name",
                        "bad-name",
                        "bad-groups",
                        "bad-groups",
                        "bad-groups",
                        "bad-groups");
    }

    @Test
    void roster_with_more_items_than_the_domain_allows_is_refused() {
        String items =
                IntStream.rangeClosed(0, Given.policy().limits().rosterItems())
                        .mapToObj(i -> "{\"jid\":\"u" + i + "@acme.test\"}")
                        .collect(Collectors.joining(","));
        transport.answering(200, "{\"items\":[" + items + "]}");

        assertThatThrownBy(this::load)
                .hasRootCauseInstanceOf(UnavailableException.class)
                .hasMessageContaining("1001 (expected: at most 1000)");
    }

    @Test
    void answer_without_items_is_refused() {
        for (String body :
                List.of("{}", "{\"items\":{}}", "{\"items\":[],\"version\":1}", "[]", "x")) {
            transport.answering(200, body);
            assertThatThrownBy(this::load)
                    .as(body)
                    .hasRootCauseInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void while_the_backend_is_away_the_copy_is_served_and_marked_for_a_day() {
        transport.answering(200, ONE);
        RosterSnapshot fresh = load();
        transport.failing(Outcome.TIMEOUT);
        clock.advance(Duration.ofHours(23));

        RosterSnapshot stale = load();

        assertThat(stale.stale()).isTrue();
        assertThat(stale.entries()).isEqualTo(fresh.entries());
        assertThat(stale.version()).isEqualTo(fresh.version());
        clock.advance(Duration.ofHours(1));
        assertThatThrownBy(this::load).hasRootCauseInstanceOf(UnavailableException.class);
    }

    @Test
    void without_a_copy_an_absent_backend_is_unavailable() {
        transport.failing(Outcome.DISCONNECTED);

        assertThatThrownBy(this::load)
                .hasRootCauseInstanceOf(UnavailableException.class)
                .hasMessageContaining("alice@acme.test");
    }

    @Test
    void roster_is_used_without_asking_for_its_ttl() {
        transport.answering(200, ONE.replace("{\"version\"", "{\"ttl\":30,\"version\""));
        load();
        clock.advance(Duration.ofSeconds(29));
        load();
        assertThat(transport.posts()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        load();
        assertThat(transport.posts()).hasSize(2);
    }

    @Test
    void invalidation_has_the_roster_fetched_again_and_keeps_the_copy_for_bad_times() {
        transport.answering(200, ONE.replace("{\"version\"", "{\"ttl\":3600,\"version\""));
        load();

        store.invalidate(Given.ACME, "acme.test", List.of("alice", "nobody"));
        transport.failing(Outcome.TIMEOUT);
        assertThat(load().stale()).isTrue();
        transport.answering(200, TWO);

        assertThat(load().entries()).hasSize(2);
    }

    @Test
    void roster_fetched_before_an_invalidation_is_not_trusted_after_it() {
        CompletableFuture<RosterSnapshot> before = start();
        store.invalidate(Given.ACME, "acme.test", List.of("alice"));
        CompletableFuture<RosterSnapshot> after = start();
        assertThat(transport.posts()).hasSize(2);

        transport.answerNext(200, ONE.replace("{\"version\"", "{\"ttl\":3600,\"version\""));
        transport.answerNext(200, TWO);

        assertThat(before.join().entries()).hasSize(1);
        assertThat(after.join().entries()).hasSize(2);
        transport.failing(Outcome.TIMEOUT);
        assertThat(load().entries()).hasSize(2);
    }

    @Test
    void older_answer_that_comes_late_does_not_replace_a_newer_one() {
        List<CompletableFuture<RosterSnapshot>> both = new ArrayList<>();
        FakeTransport reordering = transport;
        both.add(start());
        store.invalidate(Given.ACME, "acme.test", List.of("alice"));
        reordering.answering(200, TWO);
        both.add(start());
        assertThat(both.getLast().join().entries()).hasSize(2);

        reordering.answerNext(200, ONE);

        assertThat(both.getFirst().join().entries()).hasSize(2);
        transport.failing(Outcome.TIMEOUT);
        assertThat(load().entries()).hasSize(2);
    }

    @Test
    void loads_at_one_time_are_one_call() {
        CompletableFuture<RosterSnapshot> one = start();
        CompletableFuture<RosterSnapshot> two = start();

        assertThat(transport.posts()).hasSize(1);
        transport.answerNext(200, ONE);
        assertThat(one.join()).isEqualTo(two.join());
    }

    @Test
    void new_endpoint_is_not_asked_about_a_version_of_the_old_one() {
        transport.answering(200, ONE);
        load();
        HookEndpoint plain = Given.endpoint();
        directory.put(
                new HookEndpoint(
                        plain.tenant(),
                        plain.id(),
                        plain.baseUrl(),
                        plain.secrets(),
                        plain.operations(),
                        2));

        load();

        assertThat(transport.lastBody()).contains("\"data\":{}");
    }

    @Test
    void rosters_of_two_tenants_are_apart() {
        directory.put(Given.endpoint(Given.OTHER, Given.BASE));
        transport.answering(200, ONE);
        load();
        transport.failing(Outcome.TIMEOUT);

        assertThatThrownBy(() ->
                        store.load(Given.policy(Given.OTHER, "acme.test", 1), ALICE)
                                .toCompletableFuture()
                                .join())
                .hasRootCauseInstanceOf(UnavailableException.class);
    }

    @Test
    void store_is_read_only() {
        RosterChange change = new RosterChange(BareJid.parse("bob@acme.test"), null, 2);

        assertThat(store.writable(Given.policy())).isFalse();
        assertThat(store.save(Given.policy(), ALICE, change, 1).toCompletableFuture().join())
                .isFalse();
        assertThat(transport.posts()).isEmpty();
    }

    private static String names(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"g" + i + '"')
                .collect(Collectors.joining(","));
    }

    private HookRosterStore store() {
        HookMeter meter =
                new HookMeter() {
                    @Override
                    public void called(
                            TenantId tenant, Operation operation, Outcome outcome, Duration took) {}

                    @Override
                    public void dropped(TenantId tenant, Operation operation, String reason) {
                        dropped.add(reason);
                    }
                };
        HookPorts ports = new HookPorts(directory, clock, new Random(1), meter, TraceContext.NONE);
        return new HookRosterStore(
                ports,
                HookLimits.DEFAULT,
                new HookCalls(ports, HookLimits.DEFAULT, transport, Runnable::run));
    }

    private CompletableFuture<RosterSnapshot> start() {
        return store.load(Given.policy(), ALICE).toCompletableFuture();
    }

    private RosterSnapshot load() {
        return start().join();
    }
}
