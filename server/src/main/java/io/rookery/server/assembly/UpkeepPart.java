package io.rookery.server.assembly;

import io.rookery.archive.Limits;
import io.rookery.archive.log.LogEnds;
import io.rookery.archive.retention.ArchivedLog;
import io.rookery.archive.retention.Erasure;
import io.rookery.archive.retention.ErasureOrders;
import io.rookery.archive.retention.Erasures;
import io.rookery.archive.retention.Retention;
import io.rookery.archive.retention.RetentionRules;
import io.rookery.archive.retention.UpkeepJob;
import io.rookery.billing.UsageLedger;
import io.rookery.routing.port.UnavailableException;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import io.rookery.tenant.erasure.DomainRetention;
import io.rookery.tenant.erasure.ErasureQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What archiver nodes look after now and then, one of them for all: what archives keep no longer,
/// what deleted accounts left, what the ledger need not remember.
final class UpkeepPart implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(UpkeepPart.class);
    private static final Duration ERASURES_EVERY = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration MINUTES_KEPT = Duration.ofDays(2);
    private static final int MONTHS_KEPT = 3;
    private static final int BATCH = 10_000;

    private final Settings settings;
    private final Pools pools;
    private final LogPart log;
    private final World world;
    private CountDownLatch closed = new CountDownLatch(1);

    UpkeepPart(Settings settings, Pools pools, LogPart log, World world) {
        this.settings = settings;
        this.pools = pools;
        this.log = log;
        this.world = world;
    }

    @Override
    public String name() {
        return "upkeep";
    }

    @Override
    public void start() {
        Settings.Upkeep upkeep = settings.upkeep();
        if (upkeep.usageEvents().compareTo(settings.kafka().retention()) <= 0) {
            throw new StartFailure(
                    "upkeep.usage-events: %s (expected: longer than kafka.retention, %s)"
                            .formatted(upkeep.usageEvents(), settings.kafka().retention()));
        }
        closed = new CountDownLatch(1);
        UpkeepJob daily = new UpkeepJob("daily", upkeep.every(), pools.archiver(), world.clock());
        UpkeepJob erasures =
                new UpkeepJob("erasures", Duration.ZERO, pools.archiver(), world.clock());
        Erasures erasing = erasing();
        repeat("upkeep", LOOK, () -> daily.runIfDue(this::tidy));
        repeat("erasures", ERASURES_EVERY, () -> erasures.runIfDue(erasing::run));
    }

    private Erasures erasing() {
        Limits limits = Limits.DEFAULT;
        return new Erasures(
                new Orders(new ErasureQueue(pools.archiver(), world.clock())),
                new Erasure(pools.app(), limits.retention()),
                new ArchivedLog(
                        new LogEnds(log.where(), limits.log()),
                        pools.archiver(),
                        log.where().accountsTopic()),
                world.clock(),
                limits.retention());
    }

    private interface Job {
        boolean run() throws SQLException;
    }

    private void repeat(String job, Duration pause, Job work) {
        CountDownLatch end = closed;
        Thread.ofVirtual()
                .name(job)
                .start(() -> {
                    boolean silent = false;
                    do {
                        try {
                            work.run();
                            silent = false;
                        } catch (SQLException | UnavailableException e) {
                            if (!silent) {
                                LOG.warn("{} is put off: {}", job, e.toString());
                            }
                            silent = true;
                        } catch (RuntimeException e) {
                            LOG.error("{} failed", job, e);
                        }
                    } while (!ended(end, pause));
                });
    }

    private static boolean ended(CountDownLatch end, Duration pause) {
        try {
            return end.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void tidy() throws SQLException {
        new Retention(
                        pools.app(),
                        pools.archiver(),
                        new Rules(new DomainRetention(pools.archiver())),
                        world.clock(),
                        Limits.DEFAULT.retention())
                .run();
        int erasures = new ErasureQueue(pools.archiver(), world.clock()).forget();
        LOG.info("ledger: {} rows forgotten, erasures: {}", tidyLedger(), erasures);
    }

    /// In small transactions, since the archiver writes at the same time.
    private long tidyLedger() throws SQLException {
        UsageLedger ledger = new UsageLedger();
        Instant now = world.clock().instant();
        Instant events = now.minus(settings.upkeep().usageEvents());
        Instant month =
                now.atOffset(ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.DAYS)
                        .withDayOfMonth(1)
                        .minusMonths(MONTHS_KEPT)
                        .toInstant();
        long forgotten = 0;
        try (Connection connection = pools.archiver().getConnection()) {
            connection.setAutoCommit(true);
            forgotten += ledger.forgetMinutes(connection, now.minus(MINUTES_KEPT));
            int batch;
            do {
                batch =
                        ledger.forgetEvents(connection, events, BATCH)
                                + ledger.forgetSubjects(connection, month, BATCH);
                forgotten += batch;
            } while (batch >= BATCH && closed.getCount() > 0);
        }
        return forgotten;
    }

    @Override
    public void stop() {
        closed.countDown();
    }

    /// The domains' policies, as retention wants them.
    private record Rules(DomainRetention domains) implements RetentionRules {
        @Override
        public List<Rule> rules() throws SQLException {
            return domains.all().stream()
                    .map(kept -> new Rule(kept.tenant(), kept.domain(), kept.keep()))
                    .toList();
        }
    }

    /// The control plane's requests, as erasure wants them.
    private record Orders(ErasureQueue queue) implements ErasureOrders {
        @Override
        public List<Order> open(int limit) throws SQLException {
            return queue.open(limit).stream()
                    .map(waiting ->
                            new Order(
                                    waiting.id(),
                                    waiting.tenant(),
                                    waiting.domain(),
                                    waiting.localpart(),
                                    waiting.requestedAt(),
                                    waiting.keepFrom(),
                                    waiting.erased(),
                                    waiting.logEnds()))
                    .toList();
        }

        @Override
        public void erased(Order order) throws SQLException {
            queue.erased(order.tenant(), order.id());
        }

        @Override
        public void awaits(Order order, List<Long> logEnds) throws SQLException {
            queue.awaits(order.tenant(), order.id(), logEnds);
        }

        @Override
        public void finished(Order order) throws SQLException {
            queue.finished(order.tenant(), order.id());
        }
    }
}
