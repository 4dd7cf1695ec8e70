package io.rookery.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The log is away (P8).
class LogAwayTest {
    private final SmallWorld small = new SmallWorld();
    private final SimClient juliet = small.online("juliet", "balcony");
    private final SimClient romeo = small.online("romeo", "orchard");

    @Test
    void online_users_still_receive_and_only_acknowledgements_wait() {
        small.world.log().away(true);
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(1));
        assertThat(SmallWorld.got(romeo)).containsExactly("juliet@acme.test/balcony#2");
        small.pass(Duration.ofSeconds(29));
        romeo.message(juliet.account().jid());
        small.pass(Duration.ofSeconds(1));

        assertThat(SmallWorld.got(juliet)).containsExactly("romeo@acme.test/orchard#2");
        assertThat(juliet.unacknowledged()).isEqualTo(1);
        assertThat(romeo.unacknowledged()).isEqualTo(1);

        small.world.log().away(false);
        small.pass(Duration.ofSeconds(10));
        assertThat(juliet.unacknowledged()).isZero();
        assertThat(romeo.unacknowledged()).isZero();
        assertThat(small.archived("romeo"))
                .containsExactly("juliet@acme.test/balcony#2", "romeo@acme.test/orchard#2");
        assertThat(small.archived("juliet"))
                .containsExactly("juliet@acme.test/balcony#2", "romeo@acme.test/orchard#2");
        assertThat(juliet.session() + romeo.session()).as("sessions").isEqualTo(2);
    }

    @Test
    void a_client_that_comes_back_while_the_log_is_away_receives_and_loses_nothing() {
        small.world.log().away(true);
        romeo.message(juliet.account().jid());
        small.pass(Duration.ofSeconds(1));
        romeo.cut();
        small.pass(Duration.ofSeconds(12));
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(2));

        assertThat(romeo.isReady()).isTrue();
        assertThat(romeo.session()).as("what it sent cannot be counted yet").isEqualTo(2);
        assertThat(SmallWorld.got(romeo)).containsExactly("juliet@acme.test/balcony#2");
        small.world.log().away(false);
        small.pass(Duration.ofSeconds(20));
        assertThat(romeo.unacknowledged()).isZero();
        assertThat(small.archived("juliet")).hasSize(2).doesNotHaveDuplicates();
        assertThat(SmallWorld.got(juliet)).contains("romeo@acme.test/orchard#2");
    }

    @Test
    void when_senders_give_up_the_shard_opens_anew_once_the_log_is_back() {
        small.world.log().away(true);
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(100));
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(100));
        small.world.log().away(false);
        small.pass(Duration.ofSeconds(90));

        assertThat(juliet.isReady()).isTrue();
        assertThat(romeo.isReady()).isTrue();
        assertThat(juliet.session() + romeo.session()).as("no session was lost").isEqualTo(2);
        assertThat(juliet.unacknowledged()).as("nothing hangs").isZero();
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(10));
        assertThat(small.archived("romeo"))
                .contains("juliet@acme.test/balcony#4")
                .doesNotHaveDuplicates();
        juliet.diary()
                .messages()
                .forEach((id, sent) -> {
                    if (sent.acknowledged && !sent.refused) {
                        assertThat(small.archived("romeo")).contains(id);
                        assertThat(small.archived("juliet")).contains(id);
                    }
                });
        assertThat(SmallWorld.got(romeo)).contains("juliet@acme.test/balcony#4");
    }

    @Test
    void what_cannot_be_recorded_is_answered_with_an_error_in_time() {
        small.world.log().away(true);
        juliet.message(romeo.account().jid());
        small.pass(Duration.ofSeconds(80));

        assertThat(juliet.diary().messages())
                .hasEntrySatisfying(
                        "juliet@acme.test/balcony#2", sent -> assertThat(sent.refused).isTrue());
    }
}
