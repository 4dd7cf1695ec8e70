package io.rookery.server.edges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rookery.server.cli.Commands;
import io.rookery.server.cluster.Kind;
import io.rookery.server.cluster.Observation.State;
import io.rookery.server.edges.Door.Way;
import io.rookery.server.roles.StartFailure;
import io.rookery.xmpp.jid.BareJid;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Edges and cores that are taken out of service in order, one after another, under clients that
/// write to each other all the while. One cluster serves all tests, in their order.
@Timeout(400)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("drill")
class DrainClusterTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final OptionalInt USUAL = OptionalInt.empty();
    private static final Pattern WATCHING =
            Pattern.compile("\"what\":\"watching\".*\"node\":\"([^\"]+)\"");

    private final Territory territory;

    DrainClusterTest(@TempDir Path data) {
        this.territory = new Territory(data);
    }

    @BeforeAll
    void start() throws Exception {
        territory.start(2, 2, "edge.rebalance=on");
    }

    @AfterAll
    void stop() throws Exception {
        territory.close();
    }

    @Test
    @Order(1)
    void a_killed_edge_named_another_to_resume_at() throws Exception {
        Traveller juliet = territory.traveller(territory.user("juliet"), Way.TCP, 1).begin();
        Door other = territory.door(Way.TCP, 2);

        assertThat(juliet.location()).isEqualTo(other.host() + ':' + other.port());
        juliet.cut();
        juliet.awaitResumed(1);

        assertThat(juliet.visited()).containsExactly(territory.door(Way.TCP, 1), other);
        juliet.close();
    }

    @Test
    @Order(2)
    void a_drained_edge_sends_its_clients_to_the_other_and_nothing_is_lost() throws Exception {
        try (Chat chat = new Chat(territory, "drain", 3, 1)) {
            territory.cluster.rolling().drain("edge-1", USUAL, LONG);
            chat.awaitAllResumed(1);

            assertThat(territory.seen("edge-1").state()).isEqualTo(State.DRAINING);
            assertThat(chat.all())
                    .allSatisfy(each -> {
                        assertThat(each.visited().getLast().host())
                                .isEqualTo(territory.door(Way.TCP, 2).host());
                        assertThat(each.redirects()).isNotEmpty();
                    });
            chat.end();
        }
    }

    @Test
    @Order(3)
    void a_drained_edge_takes_no_login_and_two_of_them_send_nobody_in_a_circle() throws Exception {
        BareJid romeo = territory.user("romeo");
        try (Traveller sent = territory.traveller(romeo, Way.TCP, 1).begin()) {
            assertThat(sent.redirects()).hasSize(1);
            assertThat(sent.visited()).containsExactly(territory.door(Way.TCP, 2));
            territory.cluster.rolling().drain("edge-2", USUAL, LONG);
            sent.awaitGone();
            sent.awaitError("system-shutdown");
            assertThat(sent.redirects()).as("from edge-1 at first, and never again").hasSize(1);

            territory.cluster.rolling().undrain("edge-1");
            territory.cluster.rolling().undrain("edge-2");
            sent.awaitResumed(1);
            assertThat(sent.binds()).isEqualTo(1);
        }
        assertThat(territory.seen("edge-1").state()).isEqualTo(State.UP);
    }

    @Test
    @Order(4)
    void a_session_without_stream_management_ends_in_order_and_its_messages_wait()
            throws Exception {
        BareJid plain = territory.user("plain");
        Traveller juliet = territory.traveller(territory.user("writer"), Way.TCP, 2).begin();
        try (Traveller lost = territory.traveller(plain, Way.TCP, 1).unmanaged().begin()) {
            juliet.say(plain, "0");
            lost.awaitFrom(juliet.user(), 1);
            lost.rest();
            territory.cluster.rolling().drain("edge-1", USUAL, LONG);
            lost.awaitGone();
            juliet.say(plain, "1");
            juliet.awaitAcknowledged();
            lost.goOn();
            lost.awaitFrom(juliet.user(), 2);

            assertThat(lost.heardFrom(juliet.user())).containsExactly("0", "1");
        }
        juliet.close();
        territory.cluster.rolling().undrain("edge-1");
    }

    @Test
    @Order(5)
    void a_drained_core_hands_its_accounts_over_and_takes_part_again() throws Exception {
        try (Chat chat = new Chat(territory, "core", 4, 1, 2);
                ExecutorService operators = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch watching = new CountDownLatch(chat.all().size());
            List<Future<Commands.Ran>> traces =
                    chat.all().stream()
                            .map(each -> operators.submit(() -> trace(each.user(), watching)))
                            .toList();
            assertThat(watching.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            territory.cluster.rolling().drain("core-2", USUAL, LONG);
            chat.awaitMore(5);
            assertThat(territory.seen("core-2").state()).isEqualTo(State.DRAINING);
            assertThat(territory.seen("core-2").accounts().orElse(0)).isZero();
            assertThatThrownBy(() -> territory.cluster.rolling().drain("core-1", USUAL, LONG))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("there is no other core");
            territory.cluster.rolling().undrain("core-2");
            chat.awaitMore(5);

            assertThat(chat.all()).allSatisfy(each -> assertThat(each.visited()).hasSize(1));
            for (Future<Commands.Ran> each : traces) {
                assertThat(each.get().status()).as(each.get().text()).isZero();
            }
            assertThat(traces)
                    .as("traces that went on at another core")
                    .anySatisfy(each -> assertThat(deliveringNodes(each.get())).hasSize(2));
            chat.end();
        }
        assertThat(territory.seen("core-2").state()).isEqualTo(State.UP);
    }

    /// @param watching counts it down once it watches the user's account
    private Commands.Ran trace(BareJid user, CountDownLatch watching) {
        AtomicBoolean first = new AtomicBoolean(true);
        return territory
                .commands()
                .run(
                        written -> {
                            if (WATCHING.matcher(written).find() && first.getAndSet(false)) {
                                watching.countDown();
                            }
                        },
                        "trace",
                        user.toString(),
                        "--seconds",
                        "20",
                        "--json");
    }

    /// The nodes from which a trace has told that something was delivered.
    private static Set<String> deliveringNodes(Commands.Ran trace) {
        Set<String> nodes = new TreeSet<>();
        String at = "";
        for (String line : trace.out().lines().toList()) {
            Matcher watching = WATCHING.matcher(line);
            if (watching.find()) {
                at = watching.group(1);
            } else if (line.contains("\"what\":\"delivered\"")) {
                nodes.add(at);
            }
        }
        return nodes;
    }

    @Test
    @Order(6)
    void every_node_is_restarted_in_turn_and_no_session_is_closed_and_nothing_lost()
            throws Exception {
        try (Chat chat = new Chat(territory, "rolling", 5, 1, 2)) {
            territory.cluster.rolling().restart(OptionalInt.of(50), LONG);
            chat.awaitMore(5);

            assertThat(chat.all())
                    .allSatisfy(each -> {
                        assertThat(each.resumptions()).as(each.diary()).isPositive();
                        assertThat(each.binds()).as(each.diary()).isEqualTo(1);
                    });
            chat.end();
        }
    }

    @Test
    @Order(7)
    void a_new_edge_gets_its_share() throws Exception {
        List<Traveller> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(territory.traveller(territory.user("share-" + i), Way.TCP, 1, 2).begin());
        }
        String added = territory.cluster.add(Kind.ofNode("edge").orElseThrow());
        territory.awaitElsewhere("edge-1", 2);
        for (int i = 20; i < 40; i++) {
            all.add(territory.traveller(territory.user("share-" + i), Way.TCP, 1).begin());
        }

        assertThat(added).isEqualTo("edge-3");
        assertThat(
                        all.stream()
                                .map(each -> each.visited().getLast().host())
                                .filter(territory.door(Way.TCP, 3).host()::equals))
                .as("sent to the new edge")
                .hasSizeBetween(5, 20);
        all.forEach(Traveller::close);
    }
}
