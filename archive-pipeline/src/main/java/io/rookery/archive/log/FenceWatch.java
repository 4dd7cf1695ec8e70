package io.rookery.archive.log;

import io.rookery.routing.wire.LogRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that looks whether another node has opened a partition that this node has open.
/// It may be late: what makes a record durable is the offset at which it was confirmed
/// ([OpenPartition]). It is how an owner that has nothing to write learns that it was replaced.
final class FenceWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FenceWatch.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final long JOIN_MILLIS = 10_000;

    private final Supplier<Consumer<byte[], byte[]>> connect;
    private final Duration pause;
    // Bounded by the partitions of the topic: each is added once and removed once an opening.
    private final LinkedBlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable Consumer<byte[], byte[]> reading;
    // Of the thread.
    private final Map<TopicPartition, OpenPartition> watched = new HashMap<>();
    private boolean busy;

    /// @param pause how long to let records gather before they are looked at
    FenceWatch(Supplier<Consumer<byte[], byte[]>> connect, Duration pause) {
        this.connect = connect;
        this.pause = pause;
        this.thread = Thread.ofPlatform().daemon().name("log-fence-watch").unstarted(this::run);
    }

    private sealed interface Change {
        record Begin(OpenPartition partition, long from) implements Change {}

        record Leave(OpenPartition partition, @Nullable String lost) implements Change {}

        /// Only wakes the thread.
        record Close() implements Change {}
    }

    void start() {
        thread.start();
    }

    /// Looks at every record of `partition` from `from` on.
    void begin(OpenPartition partition, long from) {
        change(new Change.Begin(partition, from));
    }

    /// Looks at `partition` no more, and tells it so when it was lost.
    void leave(OpenPartition partition, @Nullable String lost) {
        change(new Change.Leave(partition, lost));
    }

    private void change(Change change) {
        changes.add(change);
        Consumer<byte[], byte[]> consumer = reading;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    private void run() {
        while (!closing) {
            try (Consumer<byte[], byte[]> consumer = connect.get()) {
                reading = consumer;
                read(consumer);
            } catch (KafkaException e) {
                if (!closing) {
                    LOG.warn("Watching the log failed, its shards open anew", e);
                    loseAll("watching the log failed: " + Clients.reason(e));
                    // A client that cannot even be made is not tried without end at full speed.
                    LockSupport.parkNanos(RETRY.toNanos());
                }
            } catch (InterruptedException e) {
                return;
            } finally {
                reading = null;
            }
        }
    }

    private void read(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        while (!closing) {
            try {
                applyChanges(consumer);
                if (!watched.isEmpty()) {
                    var entries = consumer.poll(POLL);
                    busy = !entries.isEmpty();
                    entries.partitions().forEach(each -> look(each, entries.records(each)));
                }
            } catch (WakeupException e) {
                LOG.trace("Something changed: the next round looks at it", e);
            } catch (OffsetOutOfRangeException e) {
                lose(consumer, e);
            }
        }
    }

    private void applyChanges(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        Change change = awaitChange();
        if (change == null) {
            return;
        }
        Map<TopicPartition, Long> begun = new HashMap<>();
        for (Change next = change; next != null; next = changes.poll()) {
            switch (next) {
                case Change.Begin begin -> {
                    if (begin.partition().wanted()) {
                        begun.put(begin.partition().partition(), begin.from());
                        watched.put(begin.partition().partition(), begin.partition());
                    }
                }
                case Change.Leave leave -> {
                    watched.remove(leave.partition().partition(), leave.partition());
                    Optional.ofNullable(leave.lost()).ifPresent(leave.partition()::tellLost);
                }
                case Change.Close() -> {
                    return;
                }
            }
        }
        begun.keySet().retainAll(watched.keySet());
        consumer.assign(watched.keySet());
        begun.forEach(consumer::seek);
    }

    private @Nullable Change awaitChange() throws InterruptedException {
        if (watched.isEmpty()) {
            return changes.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return busy ? changes.poll(pause.toMillis(), TimeUnit.MILLISECONDS) : changes.poll();
    }

    private void look(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> entries) {
        OpenPartition open = watched.get(partition);
        if (open == null) {
            return;
        }
        for (ConsumerRecord<byte[], byte[]> entry : entries) {
            Optional<LogRecord> opening = Entries.opening(entry);
            if (opening.isPresent()) {
                String node = opening.get().getOpening().getNode();
                open.lost("opened by " + node + " at " + entry.offset());
                watched.remove(partition);
                return;
            }
        }
        open.verified(entries.getLast().offset() + 1);
    }

    private void lose(Consumer<byte[], byte[]> consumer, OffsetOutOfRangeException e) {
        for (TopicPartition partition : e.offsetOutOfRangePartitions().keySet()) {
            OpenPartition open = watched.remove(partition);
            if (open != null) {
                open.lost("its records are gone from the log");
            }
        }
        consumer.assign(watched.keySet());
    }

    private void loseAll(String reason) {
        watched.values().forEach(open -> open.lost(reason));
        watched.clear();
    }

    @Override
    public void close() {
        closing = true;
        change(new Change.Close());
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
