package io.rookery.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.xmpp.xml.Element;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Promise P6 for accounts that have not read anything yet.
class DatabaseAwayTest {
    private static final int MESSAGES = 20;

    private final SmallWorld small = new SmallWorld();

    @Test
    void only_the_first_messages_wait_for_preferences_that_cannot_be_read() {
        SimClient juliet = small.online("juliet", "balcony");
        SimClient romeo = small.online("romeo", "orchard");

        small.world.archive().down(true);
        for (int i = 0; i < MESSAGES; i++) {
            juliet.message(romeo.account().jid());
        }
        small.pass(Duration.ofSeconds(12));

        assertThat(SmallWorld.got(romeo)).hasSize(MESSAGES);
        assertThat(juliet.unacknowledged()).isZero();
    }

    @Test
    void everything_is_in_the_archive_when_the_database_is_back() {
        SimClient juliet = small.online("juliet", "balcony");
        SimClient romeo = small.online("romeo", "orchard");

        small.world.archive().down(true);
        for (int i = 0; i < MESSAGES; i++) {
            juliet.message(romeo.account().jid());
        }
        small.pass(Duration.ofSeconds(12));
        small.world.archive().down(false);
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(12));

        assertThat(small.archived("juliet")).hasSize(MESSAGES + 1);
        assertThat(small.archived("romeo")).isEqualTo(small.archived("juliet"));
    }

    @Test
    void a_message_to_somebody_of_whom_nobody_can_be_asked_waits_a_while_and_is_taken() {
        SimClient juliet = small.online("juliet", "balcony");
        SimClient romeo = small.client("romeo", "orchard");

        small.world.users().down(true);
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(5));
        assertThat(juliet.unacknowledged()).isOne();
        small.world.users().down(false);
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(5));

        assertThat(juliet.unacknowledged()).isZero();
        assertThat(small.archived("romeo")).hasSize(2).isEqualTo(small.archived("juliet"));
    }

    @Test
    void it_is_refused_when_nobody_can_be_asked_for_longer() {
        SimClient juliet = small.online("juliet", "balcony");
        SimClient romeo = small.client("romeo", "orchard");

        small.world.users().down(true);
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(15));

        assertThat(juliet.unacknowledged()).isZero();
        assertThat(small.archived("romeo")).isEmpty();
    }

    @Test
    void many_wait_for_it_together_and_a_later_time_that_nobody_can_be_asked_is_waited_for_again() {
        SimClient juliet = small.online("juliet", "balcony");
        SimClient romeo = small.client("romeo", "orchard");

        small.world.users().down(true);
        for (int i = 0; i < MESSAGES; i++) {
            juliet.message(romeo.account().jid());
        }
        small.pass(Duration.ofSeconds(15));
        assertThat(juliet.unacknowledged()).isZero();
        small.pass(Duration.ofSeconds(30));
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(5));
        assertThat(juliet.unacknowledged()).isOne();
        small.world.users().down(false);
        small.pass(Duration.ofSeconds(5));

        assertThat(juliet.unacknowledged()).isZero();
        assertThat(small.archived("romeo")).hasSize(1);
    }

    @Test
    void who_comes_online_while_it_is_counted_what_waits_for_him_gets_the_message() {
        SimClient juliet = small.online("juliet", "balcony");
        SimClient paris = small.client("paris", "church");
        SimClient romeo = small.client("romeo", "orchard");
        juliet.message(paris.account().jid());
        small.pass(Duration.ofSeconds(2));

        small.world.archive().down(true);
        juliet.message(romeo.account().jid());
        // His preferences cannot be read; now it is asked how much waits for him.
        small.pass(Duration.ofSeconds(6));
        romeo.connect();
        small.pass(Duration.ofSeconds(1));
        small.world.archive().down(false);
        small.pass(Duration.ofSeconds(2));

        assertThat(SmallWorld.got(romeo)).hasSize(1);
        assertThat(small.pending("romeo")).isEmpty();
        assertThat(small.archived("romeo")).hasSize(1);
    }

    @Test
    void what_is_not_stored_overtakes_nothing_while_pending_messages_are_read() {
        SimClient juliet = small.online("juliet", "balcony");
        SimClient tomb = small.online("romeo", "tomb");
        juliet.message(tomb.account().jid());
        small.pass(Duration.ofSeconds(2));
        SimClient romeo = small.client("romeo", "orchard");

        small.world.archive().down(true);
        romeo.connect();
        small.pass(Duration.ofMillis(500));
        juliet.message(romeo.account().jid());
        juliet.message(romeo.account().jid(), Element.of("no-store", "urn:xmpp:hints"));
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(12));

        assertThat(SmallWorld.got(romeo)).hasSize(3).isSorted();
    }
}
