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

/// Forgets answers and changes that are too old to be asked for, and erases what deleted domains
/// left.
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

    @Scheduled(initialDelay = "1m", fixedDelay = "1m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void run() {
        try {
            forget();
            erase();
        } catch (UnavailableException e) {
            LOG.info("housekeeping: database away, tried again in a minute");
        }
    }

    private void forget() {
        Instant now = clock.instant();
        transactions.inNone(connection ->
                Sql.first(
                        connection,
                        "SELECT forget_before(?, ?)",
                        row -> true,
                        now.minus(limits.idempotencyAge()),
                        now.minus(limits.changeAge())));
    }

    /// In batches, each a transaction, so that nobody waits for a large domain to be gone.
    private void erase() {
        int erased;
        do {
            erased =
                    transactions.inNone(connection ->
                            Sql.first(
                                            connection,
                                            "SELECT erase_deleted(?)",
                                            row -> row.getInt(1),
                                            limits.eraseBatch())
                                    .orElse(0));
        } while (erased > 0);
    }
}
