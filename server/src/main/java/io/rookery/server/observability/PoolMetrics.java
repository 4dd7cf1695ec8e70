package io.rookery.server.observability;

import static io.rookery.server.observability.Metric.counter;
import static io.rookery.server.observability.Metric.gauge;
import static io.rookery.server.observability.Metric.histogram;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/// What pools of database connections tell, as metrics.
final class PoolMetrics implements MetricsTrackerFactory {
    private static final Label POOL = Label.of("pool", "app", "archiver");

    static final Metric CONNECTIONS =
            gauge(
                    "rookery.database.connections",
                    "{connection}",
                    "Connections to PostgreSQL, at work and idle.",
                    POOL,
                    Label.of("state", "active", "idle"));
    static final Metric MAX =
            gauge(
                    "rookery.database.connections.max",
                    "{connection}",
                    "Connections that a pool may have.",
                    POOL);
    static final Metric WAITING =
            gauge(
                    "rookery.database.waiting",
                    "{thread}",
                    "Threads that wait for a connection.",
                    POOL);
    static final Metric ACQUIRE =
            histogram(
                    "rookery.database.acquire.duration",
                    "s",
                    "Time until a thread had its connection.",
                    POOL);
    static final Metric USAGE =
            histogram(
                    "rookery.database.use.duration", "s", "Time that a connection was used.", POOL);
    static final Metric TIMEOUTS =
            counter(
                    "rookery.database.timeouts",
                    "{thread}",
                    "Threads that were refused a connection, after waiting for it.",
                    POOL);

    static final List<Metric> ALL = List.of(CONNECTIONS, MAX, WAITING, ACQUIRE, USAGE, TIMEOUTS);

    private final Map<String, PoolStats> pools = new ConcurrentHashMap<>();
    private final Distribution acquire;
    private final Distribution usage;
    private final Counter timeouts;

    PoolMetrics(Instruments instruments) {
        instruments.observed(
                CONNECTIONS,
                observation ->
                        pools.forEach((pool, stats) -> {
                            observation.value(stats.getActiveConnections(), pool, "active");
                            observation.value(stats.getIdleConnections(), pool, "idle");
                        }));
        observe(instruments, MAX, PoolStats::getMaxConnections);
        observe(instruments, WAITING, PoolStats::getPendingThreads);
        acquire = instruments.distribution(ACQUIRE);
        usage = instruments.distribution(USAGE);
        timeouts = instruments.counter(TIMEOUTS);
    }

    private void observe(Instruments instruments, Metric metric, ToIntFunction<PoolStats> figure) {
        instruments.observed(
                metric,
                observation ->
                        pools.forEach((pool, stats) ->
                                observation.value(figure.applyAsInt(stats), pool)));
    }

    @Override
    public IMetricsTracker create(String pool, PoolStats stats) {
        pools.put(pool, stats);
        int acquired = acquire.cell(pool);
        int used = usage.cell(pool);
        return new IMetricsTracker() {
            @Override
            public void recordConnectionAcquiredNanos(long nanos) {
                acquire.took(acquired, Duration.ofNanos(nanos));
            }

            @Override
            public void recordConnectionUsageMillis(long millis) {
                usage.took(used, Duration.ofMillis(millis));
            }

            @Override
            public void recordConnectionTimeout() {
                timeouts.add(pool);
            }
        };
    }
}
