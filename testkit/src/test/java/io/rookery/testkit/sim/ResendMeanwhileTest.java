package io.rookery.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A resend may come while the first is still waiting for something from outside.
class ResendMeanwhileTest {
    private static final Duration A_MOMENT = Duration.ofMillis(300);

    private final SmallWorld small = new SmallWorld();

    @Test
    void a_message_and_its_resend_that_wait_for_the_database_together_are_archived_once() {
        SimClient juliet = small.online("juliet", "balcony");
        SimClient romeo = small.client("romeo", "orchard");

        // What juliet wants archived is asked of a database that does not answer.
        small.world.archive().down(true);
        juliet.message(romeo.account().jid());
        small.pass(A_MOMENT);
        juliet.cut();
        juliet.returnAfresh();
        small.pass(Duration.ofSeconds(20));
        small.world.archive().down(false);
        small.pass(Duration.ofSeconds(20));

        assertThat(juliet.unacknowledged()).isZero();
        assertThat(small.archived("juliet")).hasSize(1);
        assertThat(small.archived("romeo")).hasSize(1);
    }
}
