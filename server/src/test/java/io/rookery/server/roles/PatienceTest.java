package io.rookery.server.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {

    @Test
    void what_answers_later_is_waited_for() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();

        String answer =
                new Patience(Duration.ofMinutes(1))
                        .await(
                                "kafka.bootstrap-servers",
                                "k:1",
                                "Kafka",
                                () -> {
                                    if (attempts.incrementAndGet() < 3) {
                                        throw notYet();
                                    }
                                    return "here";
                                });

        assertThat(answer).isEqualTo("here");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void what_never_answers_is_given_up_with_one_line() {
        Patience none = new Patience(Duration.ZERO);

        assertThatThrownBy(() ->
                        none.await(
                                "kafka.bootstrap-servers",
                                "k:1",
                                "Kafka",
                                () -> {
                                    throw notYet();
                                }))
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "kafka.bootstrap-servers: k:1 (expected: a Kafka that answers within 0 s;"
                                + " last: connection refused)");
    }

    private static Patience.NotYet notYet() {
        return new Patience.NotYet("connection refused", new IllegalStateException());
    }
}
