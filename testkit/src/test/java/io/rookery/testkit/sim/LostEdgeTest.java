package io.rookery.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.account.AccountEvent;
import io.rookery.testkit.world.EdgeNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LostEdgeTest {
    private static final Duration A_MOMENT = Duration.ofMillis(100);

    private final SmallWorld small = new SmallWorld();

    @Test
    void a_message_that_an_edge_had_when_it_was_lost_comes_at_the_next_login() {
        SimClient romeo = small.online("romeo", "orchard");
        EdgeNode lost = small.edge;
        small.world.startEdge();
        SimClient juliet = onAnotherEdge(lost);

        // Romeo's phone is out of reach, which his edge has not noticed when it dies.
        romeo.vanish();
        juliet.message(romeo.account().jid());
        small.pass(A_MOMENT);
        assertThat(small.count(AccountEvent.SESSION_DETACHED)).isZero();
        small.world.kill(lost);
        small.pass(Duration.ofSeconds(10));

        assertThat(small.count(AccountEvent.SESSION_DETACHED)).isEqualTo(1);
        assertThat(small.pending("romeo")).containsExactly("juliet@acme.test/balcony#2");
        SimClient tablet = small.online("romeo", "tablet");
        assertThat(SmallWorld.got(tablet)).containsExactly("juliet@acme.test/balcony#2");
    }

    @Test
    void a_message_to_a_lost_edge_is_acknowledged_when_the_edge_is_known_to_be_lost() {
        SimClient romeo = small.online("romeo", "orchard");
        EdgeNode lost = small.edge;
        small.world.startEdge();
        SimClient juliet = onAnotherEdge(lost);

        romeo.vanish();
        small.world.kill(lost);
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(10));

        assertThat(juliet.unacknowledged()).isZero();
        assertThat(small.pending("romeo")).containsExactly("juliet@acme.test/balcony#2");
    }

    @Test
    void sessions_of_a_lost_edge_that_no_client_resumes_end() {
        SimClient romeo = small.online("romeo", "orchard");
        small.world.startEdge();

        romeo.vanish();
        small.world.kill(small.edge);
        small.pass(Duration.ofSeconds(299));
        int before = small.count(AccountEvent.SESSION_ENDED);
        small.pass(Duration.ofSeconds(10));

        assertThat(before).isZero();
        assertThat(small.count(AccountEvent.SESSION_ENDED)).isEqualTo(1);
    }

    /// Where a client connects is chance: it tries until it is not where `taken` is.
    private SimClient onAnotherEdge(EdgeNode taken) {
        SimClient juliet = small.client("juliet", "balcony");
        juliet.connect();
        while (juliet.edge() == taken) {
            juliet.leave();
            juliet.returnAfresh();
        }
        small.pass(Duration.ofSeconds(2));
        return juliet;
    }
}
