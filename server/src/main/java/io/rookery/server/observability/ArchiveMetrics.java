package io.rookery.server.observability;

import static io.rookery.server.observability.Metric.counter;
import static io.rookery.server.observability.Metric.gauge;
import static io.rookery.server.observability.Metric.histogram;

import io.rookery.archive.ArchiveMeter;
import io.rookery.routing.port.TenantId;
import io.rookery.server.roles.Topics;
import io.rookery.xmpp.stanza.Trace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What log, archiver and archive reads count, as metrics.
final class ArchiveMetrics implements ArchiveMeter {
    private static final Label TOPIC = Label.of("topic", Topics.ACCOUNTS, Topics.USAGE);
    private static final Label OUTCOME = Label.of("outcome", "success", "failure");
    private static final double MILLIS = 1_000;

    static final Metric REPLAYS =
            counter(
                    "rookery.log.replays",
                    "{replay}",
                    "Partitions whose tail was replayed for an opening.");
    static final Metric REPLAY_DURATION =
            histogram(
                    "rookery.log.replay.duration",
                    "s",
                    "Time of fencing a partition and replaying its tail.");
    static final Metric REPLAYED =
            counter("rookery.log.replayed", "{record}", "Records that were replayed.");
    static final Metric LOST =
            counter(
                    "rookery.log.partitions.lost",
                    "{partition}",
                    "Open partitions that were lost: to another node, or to a record of unknown"
                            + " fate.");
    static final Metric BATCHES =
            counter("rookery.archiver.batches", "{batch}", "Batches that were committed.");
    static final Metric RECORDS =
            counter(
                    "rookery.archiver.records",
                    "{record}",
                    "Records of the log in committed batches.");
    static final Metric ROWS =
            counter(
                    "rookery.archiver.rows",
                    "{row}",
                    "Rows of all tables that committed batches wrote or removed.");
    static final Metric BATCH_SIZE =
            histogram("rookery.archiver.batch.size", "{record}", "Records in a batch.");
    static final Metric BATCH_DURATION =
            histogram(
                    "rookery.archiver.batch.duration",
                    "s",
                    "Time from reading a batch's records to its commit.");
    static final Metric LAG =
            gauge(
                    "rookery.archiver.lag",
                    "{record}",
                    "Records of the partitions of this archiver that it has not read.",
                    TOPIC);
    static final Metric AGE =
            gauge(
                    "rookery.archiver.age",
                    "s",
                    "How old the newest record of the last batch was when it was committed, by the"
                            + " brokers' time.");
    static final Metric REJECTED =
            counter(
                    "rookery.archiver.records.rejected",
                    "{record}",
                    "Records that could not be read or stored and were put aside.",
                    TOPIC);
    static final Metric UNCOUNTED =
            counter(
                    "rookery.archiver.records.uncounted",
                    "{record}",
                    "Records that do not count, since their writer had been replaced.",
                    TOPIC);
    static final Metric SUPERSEDED =
            counter(
                    "rookery.archiver.superseded",
                    "{batch}",
                    "Batches that were not written, since another archiver had moved on.");
    static final Metric PAUSED =
            gauge(
                    "rookery.archiver.paused",
                    "{archiver}",
                    "1 while the archiver waits for PostgreSQL or Kafka, else 0.");
    static final Metric READ_DURATION =
            histogram(
                    "rookery.archive.read.duration",
                    "s",
                    "Time of one read of an archive, waiting for the archiver included.",
                    OUTCOME);
    static final Metric WAIT_DURATION =
            histogram(
                    "rookery.archive.wait.duration",
                    "s",
                    "Time that a read waited for the archiver to pass what its user had written.",
                    OUTCOME);

    static final List<Metric> ALL =
            List.of(
                    REPLAYS,
                    REPLAY_DURATION,
                    REPLAYED,
                    LOST,
                    BATCHES,
                    RECORDS,
                    ROWS,
                    BATCH_SIZE,
                    BATCH_DURATION,
                    LAG,
                    AGE,
                    REJECTED,
                    UNCOUNTED,
                    SUPERSEDED,
                    PAUSED,
                    READ_DURATION,
                    WAIT_DURATION);

    private final InstantSource clock;
    private final @Nullable Follower follower;
    private final LongAdder replays;
    private final Distribution replayDuration;
    private final LongAdder replayed;
    private final LongAdder lost;
    private final LongAdder batches;
    private final LongAdder records;
    private final LongAdder rows;
    private final Distribution batchSize;
    private final Distribution batchDuration;
    private final Counter rejected;
    private final Counter uncounted;
    private final LongAdder superseded;
    private final Distribution readDuration;
    private final Distribution waitDuration;
    private final Map<String, Map<Integer, Long>> lag = new ConcurrentHashMap<>();
    private final AtomicLong ageMillis = new AtomicLong();
    private final AtomicInteger paused = new AtomicInteger();

    /// @param follower of messages that are traced; null when none are
    ArchiveMetrics(Instruments instruments, InstantSource clock, @Nullable Follower follower) {
        this.clock = clock;
        this.follower = follower;
        replays = instruments.counter(REPLAYS).cell();
        replayDuration = instruments.distribution(REPLAY_DURATION);
        replayed = instruments.counter(REPLAYED).cell();
        lost = instruments.counter(LOST).cell();
        batches = instruments.counter(BATCHES).cell();
        records = instruments.counter(RECORDS).cell();
        rows = instruments.counter(ROWS).cell();
        batchSize = instruments.distribution(BATCH_SIZE);
        batchDuration = instruments.distribution(BATCH_DURATION);
        instruments.observed(LAG, this::lag);
        instruments.observed(AGE, () -> ageMillis.get() / MILLIS);
        rejected = instruments.counter(REJECTED);
        uncounted = instruments.counter(UNCOUNTED);
        superseded = instruments.counter(SUPERSEDED).cell();
        instruments.observed(PAUSED, paused::get);
        readDuration = instruments.distribution(READ_DURATION);
        waitDuration = instruments.distribution(WAIT_DURATION);
    }

    private void lag(Instruments.Observation observation) {
        lag.forEach((topic, partitions) ->
                observation.value(
                        partitions.values().stream().mapToLong(Long::longValue).sum(), topic));
    }

    @Override
    public void opened(int partition, long count, Duration took) {
        replays.increment();
        replayed.add(count);
        replayDuration.took(took);
    }

    @Override
    public void lost(int partition) {
        lost.increment();
    }

    @Override
    public void batch(int recordsRead, int rowsWritten, Duration took) {
        batches.increment();
        records.add(recordsRead);
        rows.add(rowsWritten);
        batchSize.record(recordsRead);
        batchDuration.took(took);
    }

    @Override
    public void written(Instant newest) {
        ageMillis.set(Math.max(0, clock.millis() - newest.toEpochMilli()));
    }

    @Override
    public void written(Trace trace, UUID tenant, String owner, Duration took) {
        if (follower != null) {
            follower.past(trace, "archive.row", new TenantId(tenant), owner, clock.instant(), took);
        }
    }

    @Override
    public void lag(String topic, int partition, long behind) {
        lag.computeIfAbsent(topic, each -> new ConcurrentHashMap<>()).put(partition, behind);
    }

    @Override
    public void rejected(String topic) {
        rejected.add(topic);
    }

    @Override
    public void uncounted(String topic, int count) {
        uncounted.cell(topic).add(count);
    }

    @Override
    public void superseded(String topic, int partition) {
        superseded.increment();
        lag.getOrDefault(topic, Map.of()).remove(partition);
    }

    @Override
    public void paused(boolean now) {
        paused.set(now ? 1 : 0);
    }

    @Override
    public void read(boolean succeeded, Duration took) {
        readDuration.took(took, succeeded ? "success" : "failure");
    }

    @Override
    public void waited(boolean arrived, Duration took) {
        waitDuration.took(took, arrived ? "success" : "failure");
    }
}
