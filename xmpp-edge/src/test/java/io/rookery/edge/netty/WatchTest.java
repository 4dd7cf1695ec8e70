package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.EdgeLimits.Times;
import io.rookery.edge.ManualClock;
import io.rookery.edge.ManualScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final Times TIMES = Times.DEFAULT;
    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final Watch watch = new Watch(scheduler, clock, TIMES);
    private final Client client = new Client();

    private final class Client implements Watch.Watched {
        private boolean answers;
        private int probes;
        private int lost;

        @Override
        public boolean probe() {
            probes++;
            if (answers) {
                watch.alive();
            }
            return true;
        }

        @Override
        public void unanswered() {
            lost++;
        }
    }

    @Test
    void client_that_answers_in_the_same_moment_is_not_lost() {
        client.answers = true;
        watch.silence(client);

        pass(TIMES.idle().multipliedBy(5));

        assertThat(client.probes).isGreaterThan(3);
        assertThat(client.lost).isZero();
    }

    @Test
    void client_that_does_not_answer_is_lost_after_its_time() {
        watch.silence(client);

        pass(TIMES.idle().plus(TIMES.probe()).minusSeconds(1));
        int before = client.lost;
        pass(Duration.ofSeconds(1));

        assertThat(before).isZero();
        assertThat(client.probes).isEqualTo(1);
        assertThat(client.lost).isEqualTo(1);
    }

    @Test
    void client_that_speaks_is_not_probed() {
        watch.silence(client);

        for (int i = 0; i < 20; i++) {
            pass(TIMES.idle().minusSeconds(1));
            watch.alive();
        }

        assertThat(client.probes).isZero();
    }

    private void pass(Duration time) {
        for (long i = 0; i < time.toSeconds(); i++) {
            clock.advance(Duration.ofSeconds(1));
            scheduler.advance(Duration.ofSeconds(1));
        }
    }
}
