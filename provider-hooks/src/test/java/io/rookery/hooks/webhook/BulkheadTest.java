package io.rookery.hooks.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BulkheadTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void turns_are_given_at_once_while_there_are_some() {
        Bulkhead bulkhead = new Bulkhead(2, 1);

        assertThat(acquire(bulkhead, LONG)).isCompletedWithValue(true);
        assertThat(acquire(bulkhead, LONG)).isCompletedWithValue(true);
        assertThat(bulkhead.running()).isEqualTo(2);
    }

    @Test
    void a_turn_given_back_goes_to_the_one_who_waits_longest() {
        Bulkhead bulkhead = new Bulkhead(1, 2);
        var _ = acquire(bulkhead, LONG);
        CompletableFuture<Boolean> first = acquire(bulkhead, LONG);
        CompletableFuture<Boolean> second = acquire(bulkhead, LONG);

        bulkhead.release();

        assertThat(first).isCompletedWithValue(true);
        assertThat(second).isNotDone();
        assertThat(bulkhead.running()).isEqualTo(1);
    }

    @Test
    void nobody_waits_beyond_the_last_place() {
        Bulkhead bulkhead = new Bulkhead(1, 1);
        var _ = acquire(bulkhead, LONG);
        var _ = acquire(bulkhead, LONG);

        assertThat(acquire(bulkhead, LONG)).isCompletedWithValue(false);
    }

    @Test
    void one_whose_patience_ran_out_gets_no_turn_and_leaves_its_place() {
        Bulkhead bulkhead = new Bulkhead(1, 1);
        var _ = acquire(bulkhead, LONG);
        CompletableFuture<Boolean> impatient = acquire(bulkhead, Duration.ofMillis(1));

        assertThat(impatient.join()).isFalse();
        CompletableFuture<Boolean> next = acquire(bulkhead, LONG);
        bulkhead.release();

        assertThat(next).isCompletedWithValue(true);
    }

    @Test
    void all_turns_given_back_leave_none_running() {
        Bulkhead bulkhead = new Bulkhead(1, 1);
        var _ = acquire(bulkhead, LONG);
        var _ = acquire(bulkhead, LONG);

        bulkhead.release();
        bulkhead.release();

        assertThat(bulkhead.running()).isZero();
        assertThat(acquire(bulkhead, LONG)).isCompletedWithValue(true);
    }

    private static CompletableFuture<Boolean> acquire(Bulkhead bulkhead, Duration patience) {
        return bulkhead.acquire(patience).toCompletableFuture();
    }
}
