package io.rookery.tenant.store;

import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.Limits;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forgets answers and changes that are too old to be asked for.
@Singleton
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final Limits limits;

    Housekeeping(TenantTransactions transactions, InstantSource clock, Limits limits) {
        this.transactions = transactions;
        this.clock = clock;
        this.limits = limits;
    }

    @Scheduled(initialDelay = "1m", fixedDelay = "1h")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void forget() {
        Instant now = clock.instant();
        try {
            transactions.inNone(connection ->
                    Sql.first(
                            connection,
                            "SELECT forget_before(?, ?)",
                            row -> true,
                            now.minus(limits.idempotencyAge()),
                            now.minus(limits.changeAge())));
        } catch (UnavailableException e) {
            LOG.info("housekeeping: database away, tried again in an hour");
        }
    }
}
