package io.rookery.routing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.routing.hop.IngressKey;
import io.rookery.routing.hop.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecentKeysTest {
    private static final AccountLimits LIMITS = AccountLimits.DEFAULT;
    private static final UUID ID = new UUID(1, 2);

    private final ArrayDeque<Runnable> timers = new ArrayDeque<>();
    private Instant now = Instant.EPOCH;
    private final RecentKeys recent =
            new RecentKeys(LIMITS, () -> now, (delay, task) -> timers.add(task));

    private static IngressKey key(long number) {
        return new IngressKey(new SessionId(7, 7), number);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        if (!timers.isEmpty()) {
            timers.remove().run();
        }
    }

    @Test
    void a_key_is_found_until_it_is_too_old() {
        recent.remember(key(1), ID);

        assertThat(recent.find(key(1))).isEqualTo(new RecentKeys.Recorded(ID, key(1)));
        pass(LIMITS.recentAge());
        assertThat(recent.find(key(1))).isNull();
    }

    @Test
    void the_oldest_are_forgotten_when_there_are_too_many() {
        for (int number = 0; number <= LIMITS.recentKeys(); number++) {
            recent.remember(key(number), ID);
        }

        assertThat(recent.find(key(0))).isNull();
        assertThat(recent.find(key(1))).isNotNull();
        assertThat(recent.size()).isEqualTo(LIMITS.recentKeys());
    }

    @Test
    void a_busy_account_knows_a_resend_for_as_long_as_a_client_may_make_it() {
        int messages = (int) (60 * LIMITS.recentAge().toSeconds());
        RecentKeys.Origin first = new RecentKeys.Origin("o0", "romeo@x", 0);
        for (int number = 0; number < messages; number++) {
            recent.remember(key(number), ID);
            recent.remember(
                    new RecentKeys.Origin("o" + number, "romeo@x", 0),
                    new RecentKeys.Recorded(ID, key(number)));
        }

        assertThat(recent.find(key(0))).isNotNull();
        assertThat(recent.find(first)).isNotNull();
    }

    @Test
    void an_account_that_falls_silent_gives_its_memory_back_and_runs_no_timer() {
        recent.remember(key(1), ID);
        now = now.plus(LIMITS.recentAge().dividedBy(2));
        recent.remember(key(2), ID);

        pass(LIMITS.recentAge().dividedBy(2));
        assertThat(recent.size()).isEqualTo(1);
        assertThat(timers).hasSize(1);
        pass(LIMITS.recentAge());

        assertThat(recent.size()).isZero();
        assertThat(timers).isEmpty();
    }
}
