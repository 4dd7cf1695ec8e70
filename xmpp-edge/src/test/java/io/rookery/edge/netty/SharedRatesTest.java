package io.rookery.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.edge.CrowdLimits;
import io.rookery.edge.FakeDomains;
import io.rookery.edge.ManualClock;
import io.rookery.routing.port.DomainLimits;
import io.rookery.routing.port.DomainPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SharedRatesTest {
    private static final DomainPolicy ACME = FakeDomains.policy("acme.test", DomainLimits.DEFAULT);
    private static final DomainPolicy SISTER =
            FakeDomains.policy("sister.test", DomainLimits.DEFAULT);

    private final ManualClock clock = new ManualClock();
    private final SharedRates rates =
            new SharedRates(
                    clock,
                    new CrowdLimits(
                            1,
                            1,
                            new CrowdLimits.Rate(10, 1_000),
                            new CrowdLimits.Rate(15, 1_000_000)));

    @Test
    void sessions_of_one_domain_share_its_rate_and_wait_one_behind_the_other() {
        SharedRate one = rates.enter(ACME).domain();
        SharedRate other = rates.enter(ACME).domain();

        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            waits.add(one.count(1));
            waits.add(other.count(1));
        }

        assertThat(waits).startsWith(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L).endsWith(101L, 201L);
    }

    @Test
    void another_domain_is_not_slowed_but_its_tenant_may_be() {
        SharedRates.Both flooding = rates.enter(ACME);
        SharedRates.Both quiet = rates.enter(SISTER);
        for (int i = 0; i < 100; i++) {
            flooding.domain().count(1);
        }
        for (int i = 0; i < 15; i++) {
            flooding.tenant().count(1);
        }

        assertThat(quiet.domain().count(1)).isZero();
        assertThat(quiet.tenant().count(1)).isPositive();
    }

    @Test
    void large_stanzas_are_paid_by_their_bytes() {
        SharedRate rate = rates.enter(ACME).domain();

        assertThat(rate.count(1_500)).isEqualTo(501);
        clock.advance(Duration.ofMillis(501));
        assertThat(rate.count(0)).isZero();
    }

    @Test
    void rates_are_forgotten_with_the_last_session() {
        rates.enter(ACME);
        rates.enter(ACME);
        rates.enter(SISTER);
        rates.leave(ACME);
        int both = rates.size();
        rates.leave(ACME);
        rates.leave(SISTER);

        assertThat(both).isEqualTo(3);
        assertThat(rates.size()).isZero();
    }

    @Test
    void nothing_is_lost_between_threads() throws InterruptedException, ExecutionException {
        SharedRate rate = rates.enter(ACME).domain();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                all.add(
                        threads.submit(() -> {
                            for (int i = 0; i < 1_000; i++) {
                                rate.count(0);
                            }
                        }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }

        assertThat(rate.count(0)).isEqualTo((4_001 - 10) * 100 + 1);
    }
}
