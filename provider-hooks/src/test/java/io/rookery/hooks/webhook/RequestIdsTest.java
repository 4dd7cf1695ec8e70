package io.rookery.hooks.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.hooks.fake.TestClock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestIdsTest {
    @Test
    void id_is_a_uuid_of_version_7_and_variant_10_without_dots() {
        RequestIds ids = new RequestIds(new TestClock(), new Random(1));

        for (int i = 0; i < 100; i++) {
            assertThat(ids.next()).matches("req_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}");
        }
    }

    @Test
    void ids_are_in_the_order_of_time_and_never_equal() {
        TestClock clock = new TestClock();
        RequestIds ids = new RequestIds(clock, new Random(1));
        String first = ids.next();
        String second = ids.next();
        clock.advance(Duration.ofMillis(1));
        String later = ids.next();

        assertThat(first).isNotEqualTo(second).isLessThan(later);
        assertThat(second).isLessThan(later);
    }
}
