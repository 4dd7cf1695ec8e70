package io.rookery.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.bench.journal.Key;
import org.junit.jupiter.api.Test;

class UnacknowledgedTest {
    private static final Key FIRST = new Key("r", "a@x", "b@x", 1);
    private static final Key SECOND = new Key("r", "a@x", "b@x", 2);

    private final Unacknowledged unacknowledged = new Unacknowledged();

    @Test
    void a_count_names_the_messages_that_it_covers_once() {
        unacknowledged.add("<presence/>", null);
        unacknowledged.add("<message/>", FIRST);
        unacknowledged.add("<message/>", SECOND);

        assertThat(unacknowledged.acknowledged(1)).isEmpty();
        assertThat(unacknowledged.acknowledged(2)).containsExactly(FIRST);
        assertThat(unacknowledged.acknowledged(2)).isEmpty();
        assertThat(unacknowledged.acknowledged(3)).containsExactly(SECOND);
    }

    @Test
    void after_a_resumption_everything_not_counted_is_sent_again() {
        unacknowledged.add("<message/>", FIRST);
        unacknowledged.add("<iq/>", null);
        unacknowledged.acknowledged(0);

        assertThat(unacknowledged.open())
                .extracting(Unacknowledged.Sent::xml)
                .containsExactly("<message/>", "<iq/>");
    }

    @Test
    void a_new_session_counts_from_one_and_keeps_messages_only() {
        unacknowledged.add("<presence/>", null);
        unacknowledged.add("<message/>", FIRST);

        assertThat(unacknowledged.restart())
                .extracting(Unacknowledged.Sent::key)
                .containsExactly(FIRST);
        unacknowledged.add("<message/>", FIRST);

        assertThat(unacknowledged.acknowledged(1)).containsExactly(FIRST);
        assertThat(unacknowledged.size()).isZero();
    }
}
