package io.rookery.server.edges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.edges.Door.Way;
import io.rookery.xmpp.jid.BareJid;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// P4 with real processes: an edge is killed, and its sessions go on at another. One cluster serves
/// all tests, in their order.
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("drill")
class EdgeLossClusterTest {
    private static final int SOME = 40;

    /// Far less than the failure detector needs to give a silent member up, and that member's
    /// removal: 20 s.
    private static final Duration UNNOTICED = Duration.ofSeconds(12);

    private final Territory territory;

    EdgeLossClusterTest(@TempDir Path data) {
        this.territory = new Territory(data);
    }

    @BeforeAll
    void start() throws Exception {
        territory.start(2, 2, "edge.resume-timeout=25s");
    }

    @BeforeEach
    void everythingRuns() throws Exception {
        territory.repair();
    }

    @AfterAll
    void stop() throws Exception {
        territory.close();
    }

    @Test
    @Order(1)
    void clients_resume_on_another_edge_and_everything_comes_once_and_in_order() throws Exception {
        List<Traveller> all = new ArrayList<>();
        for (Way way : Way.values()) {
            String name = way.name().toLowerCase(Locale.ROOT);
            all.add(territory.traveller(territory.user("juliet-" + name), way, 1, 2).begin());
            all.add(territory.traveller(territory.user("romeo-" + name), way, 1, 2).begin());
        }

        chat(all, 0);
        territory.strike("edge-1");
        long struck = System.nanoTime();
        chat(all, SOME);
        for (Traveller each : all) {
            each.awaitResumed(1);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - struck);

        for (Traveller each : all) {
            each.awaitFrom(peer(all, each).user(), 2 * SOME);
            each.awaitAcknowledged();
        }
        assertThat(took).isLessThan(UNNOTICED);
        for (Traveller each : all) {
            assertThat(each.heardFrom(peer(all, each).user()))
                    .as(each.diary())
                    .isEqualTo(numbers(2 * SOME));
            assertThat(each.binds()).isEqualTo(1);
            List<String> archive = territory.archive(each.user());
            assertThat(Territory.said(archive, each.user())).isEqualTo(numbers(2 * SOME));
            assertThat(Territory.said(archive, peer(all, each).user()))
                    .isEqualTo(numbers(2 * SOME));
        }
        all.forEach(Traveller::close);
    }

    @Test
    @Order(2)
    void a_session_that_is_never_resumed_leaves_its_messages_to_the_next_login_elsewhere()
            throws Exception {
        BareJid romeo = territory.user("romeo-lost");
        Traveller juliet = territory.traveller(territory.user("juliet-lost"), Way.TCP, 2).begin();
        Traveller lost = territory.traveller(romeo, Way.TCP, 1).begin();
        juliet.say(romeo, "0");
        lost.awaitFrom(juliet.user(), 1);

        lost.rest();
        territory.cluster.kill("edge-1");
        lost.awaitGone();
        for (String number : numbers(10).subList(1, 10)) {
            juliet.say(romeo, number);
        }
        juliet.awaitAcknowledged();
        Traveller found = territory.traveller(romeo, Way.WEBSOCKET, 2).begin();
        found.awaitHeard("9");

        // The first may come again: its client had not acknowledged it.
        List<String> fresh = new ArrayList<>(found.heardFrom(juliet.user()));
        fresh.remove("0");
        assertThat(fresh).isEqualTo(numbers(10).subList(1, 10));
        assertThat(Territory.said(territory.archive(romeo), juliet.user())).isEqualTo(numbers(10));
        List.of(juliet, found).forEach(Traveller::close);
    }

    @Test
    @Order(3)
    void whoever_asks_for_a_wrong_session_or_count_is_refused_and_the_session_is_safe()
            throws Exception {
        BareJid romeo = territory.user("romeo-safe");
        Traveller juliet = territory.traveller(territory.user("juliet-safe"), Way.TCP, 1).begin();
        Traveller safe = territory.traveller(romeo, Way.TCP, 1, 2).begin();
        safe.say(juliet.user(), "0");
        safe.awaitAcknowledged();
        String id = safe.id();
        safe.rest();
        safe.cut();
        juliet.say(romeo, "1");
        juliet.awaitAcknowledged();

        Traveller thief = territory.traveller(territory.user("tybalt"), Way.TCP, 2);
        thief.pretend(id, 0);
        thief.begin();
        Traveller wrong = territory.traveller(romeo, Way.TCP, 2);
        wrong.pretend("0".repeat(32), 0);
        wrong.begin();
        Traveller greedy = territory.traveller(romeo, Way.TCP, 2);
        greedy.pretend(id, 4_000);
        greedy.begin();

        assertThat(thief.refusals().getFirst().toString()).contains("item-not-found");
        assertThat(wrong.refusals().getFirst().toString()).contains("item-not-found");
        assertThat(greedy.refusals().getFirst().attribute("h")).isEqualTo("2");
        assertThat(thief.heardFrom(juliet.user())).isEmpty();
        List.of(thief, wrong, greedy).forEach(Traveller::close);
        safe.goOn();
        safe.awaitResumed(1);
        safe.awaitFrom(juliet.user(), 1);
        assertThat(safe.heardFrom(juliet.user())).containsExactly("1");
        assertThat(safe.binds()).isEqualTo(1);
        List.of(juliet, safe).forEach(Traveller::close);
    }

    @Test
    @Order(4)
    void an_edge_and_within_its_recovery_a_core_may_be_lost_and_no_message_is() throws Exception {
        List<Traveller> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            // Their accounts are on both cores.
            all.add(territory.traveller(territory.user("both-" + i), Way.TCP, 1, 2).begin());
        }

        chat(all, 0);
        territory.strike("edge-1");
        chat(all, SOME);
        territory.cluster.kill("core-2");
        chat(all, 2 * SOME);
        for (Traveller each : all) {
            each.awaitShown(peer(all, each).user(), 3 * SOME);
            each.awaitAcknowledged();
        }

        // A session whose two holders are both gone is over: its client binds anew, and what it had
        // not acknowledged comes again under the same id, perhaps behind what is new.
        for (Traveller each : all) {
            assertThat(each.shownFrom(peer(all, each).user()))
                    .as(each.diary())
                    .containsExactlyInAnyOrderElementsOf(numbers(3 * SOME));
            List<String> archive = territory.archive(each.user());
            assertThat(Territory.said(archive, each.user()))
                    .as(each.diary())
                    .isEqualTo(numbers(3 * SOME));
            assertThat(Territory.said(archive, peer(all, each).user()))
                    .as(each.diary())
                    .isEqualTo(numbers(3 * SOME));
        }
        all.forEach(Traveller::close);
    }

    /// Each says the next numbers to its peer.
    private static void chat(List<Traveller> all, int from) {
        for (int i = from; i < from + SOME; i++) {
            for (Traveller each : all) {
                each.say(peer(all, each).user(), Integer.toString(i));
            }
        }
    }

    private static Traveller peer(List<Traveller> all, Traveller one) {
        return all.get(all.indexOf(one) ^ 1);
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
