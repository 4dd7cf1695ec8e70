package io.rookery.archive.log;

import io.rookery.archive.ArchiveMeter;
import io.rookery.archive.Limits;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Opening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The message log on Kafka (docs/protocol.md §6, ADR 4). A node has one: one idempotent producer,
/// one thread that watches for other owners, and a few threads that open partitions.
///
/// Stages of [MessageLog.Partition#append] complete on the producer's thread; hold it for nothing.
public final class KafkaMessageLog implements MessageLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaMessageLog.class);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Duration LONG_FETCH = Duration.ofMillis(500);
    private static final Duration SHORT_FETCH = Duration.ofMillis(10);

    private final LogSettings settings;
    private final Limits.Log limits;
    private final ArchiveMeter meter;
    private final Producer<byte[], byte[]> producer;
    private final FenceWatch watch;
    private final ThreadPoolExecutor readers;
    private final Set<OpenPartition> open = ConcurrentHashMap.newKeySet();
    private final OpenPartition.Host host = new Hosting();

    private KafkaMessageLog(LogSettings settings, Limits.Log limits, ArchiveMeter meter) {
        this.settings = settings;
        this.limits = limits;
        this.meter = meter;
        this.producer = Clients.producer(settings, limits);
        this.watch =
                new FenceWatch(
                        () -> Clients.reader(settings, limits, LONG_FETCH), limits.watchPause());
        this.readers =
                new ThreadPoolExecutor(
                        limits.readers(),
                        limits.readers(),
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(limits.waitingReaders()),
                        Thread.ofPlatform().daemon().name("log-reader-", 0).factory());
        readers.allowCoreThreadTimeOut(true);
    }

    /// Connects. Brokers need not be there yet; once they are, the topic must be.
    public static KafkaMessageLog connect(
            LogSettings settings, Limits.Log limits, ArchiveMeter meter) {
        KafkaMessageLog log = new KafkaMessageLog(settings, limits, meter);
        log.watch.start();
        return log;
    }

    @Override
    public int partitions() {
        return settings.shards();
    }

    @Override
    public Partition open(int partition, String openedBy, Listener listener) {
        if (partition < 0 || partition >= settings.shards()) {
            throw new IllegalArgumentException(
                    "partition: "
                            + partition
                            + " (expected: 0 to "
                            + (settings.shards() - 1)
                            + ")");
        }
        OpenPartition opening =
                new OpenPartition(
                        host, new TopicPartition(settings.accountsTopic(), partition), listener);
        open.add(opening);
        try {
            readers.execute(() -> open(opening, openedBy));
        } catch (RejectedExecutionException e) {
            opening.lost(
                    "too many openings wait (expected: at most " + limits.waitingReaders() + ")");
        }
        return opening;
    }

    private void open(OpenPartition opening, String openedBy) {
        if (!opening.wanted()) {
            return;
        }
        long began = System.nanoTime();
        try (Tail tail = tail(opening)) {
            Tail.Start start = tail.start(limits.tail());
            long read = System.nanoTime();
            if (!opening.wanted()) {
                // Closed meanwhile: fence nobody.
                return;
            }
            long epoch = fence(opening.partition(), start.offset(), openedBy);
            Openings openings = new Openings();
            long[] replayed = {0};
            tail.replay(
                    start,
                    epoch,
                    openings,
                    start.rule(),
                    record -> {
                        replayed[0]++;
                        opening.replayed(record);
                    });
            if (openings.begin(start.offset()) < start.offset()) {
                // Another node opened in the same moment and did not finish: what it was to replay
                // lies further back than what we have replayed.
                opening.lost("an unfinished opening in between");
                return;
            }
            opening.fenced(start, epoch);
            watch.begin(opening, epoch + 1);
            LOG.debug(
                    "{}: {} records count from {} on; read in {} ms, fenced and replayed in {} ms",
                    opening.partition(),
                    replayed[0],
                    start.offset(),
                    Duration.ofNanos(read - began).toMillis(),
                    Duration.ofNanos(System.nanoTime() - read).toMillis());
            meter.opened(
                    opening.partition().partition(),
                    replayed[0],
                    Duration.ofNanos(System.nanoTime() - began));
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            opening.lost("opening failed: " + Clients.reason(e));
        } catch (RuntimeException e) {
            LOG.error("{}: opening failed by a fault of ours", opening.partition(), e);
            opening.lost("opening failed: " + e);
        } catch (InterruptedException e) {
            opening.lost("closing");
            Thread.currentThread().interrupt();
        }
    }

    private Tail tail(OpenPartition partition) {
        return new Tail(
                Clients.reader(settings, limits, SHORT_FETCH),
                partition.partition(),
                limits.stallTimeout());
    }

    /// Appends the opening; its offset is the epoch.
    private long fence(TopicPartition partition, long replayFrom, String openedBy)
            throws ExecutionException, TimeoutException, InterruptedException {
        LogRecord record =
                LogRecord.newBuilder()
                        .setOpening(
                                Opening.newBuilder().setReplayFrom(replayFrom).setNode(openedBy))
                        .build();
        return producer.send(Entries.opening(partition.topic(), partition.partition(), record))
                .get(
                        limits.deliveryTimeout().plus(limits.blockTimeout()).toMillis(),
                        TimeUnit.MILLISECONDS)
                .offset();
    }

    /// Reads what the tail holds of one owner, given by bare JID or entity id, up to now.
    private List<Positioned> reread(OpenPartition partition, String owner) {
        try (Tail tail = tail(partition)) {
            long end = tail.end();
            long since = tail.firstSince(partition.lastTimestamp() - limits.tail().toMillis(), end);
            Tail.Start start =
                    partition.lastTimestamp() > 0 && since > partition.epoch()
                            ? new Tail.Start(since, partition.epoch())
                            : partition.start();
            boolean entityId = owner.indexOf('/') >= 0;
            List<Positioned> found = new ArrayList<>();
            tail.replay(
                    start,
                    end,
                    new Openings(),
                    start.rule(),
                    positioned -> {
                        LogRecord record = positioned.record();
                        String name = entityId ? Entries.entityId(record) : record.getOwner();
                        if (name.equals(owner)) {
                            found.add(positioned);
                        }
                    });
            return found;
        }
    }

    @Override
    public void close() {
        open.forEach(OpenPartition::close);
        readers.getQueue().clear();
        readers.shutdown();
        try {
            // Not interrupted: the openings at hand see that nobody wants them any more.
            if (!readers.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("Some openings are left to end by themselves");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.close();
        producer.close(CLOSE);
    }

    private final class Hosting implements OpenPartition.Host {
        @Override
        public Producer<byte[], byte[]> producer() {
            return producer;
        }

        @Override
        public int recordBytes() {
            return limits.recordBytes();
        }

        @Override
        public CompletionStage<List<Positioned>> reread(OpenPartition partition, String owner) {
            CompletableFuture<List<Positioned>> read = new CompletableFuture<>();
            try {
                readers.execute(() -> {
                    try {
                        read.complete(KafkaMessageLog.this.reread(partition, owner));
                    } catch (RuntimeException e) {
                        read.completeExceptionally(
                                new UnavailableException(
                                        partition.partition() + ": " + Clients.reason(e), e));
                    }
                });
            } catch (RejectedExecutionException e) {
                read.completeExceptionally(new UnavailableException("log readers: all busy", e));
            }
            return read;
        }

        @Override
        public void left(OpenPartition partition, @Nullable String lost) {
            open.remove(partition);
            if (lost != null) {
                LOG.info("{} lost: {}", partition.partition(), lost);
                meter.lost(partition.partition().partition());
            }
            watch.leave(partition, lost);
        }
    }
}
