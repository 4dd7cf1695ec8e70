package io.rookery.archive.log;

import io.rookery.routing.wire.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
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

/// The one thread that reads back every partition this node has opened.
final class ReadBack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadBack.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final long JOIN_MILLIS = 10_000;

    private final Supplier<Consumer<byte[], byte[]>> connect;
    // Bounded by the partitions of the topic: each is added once and removed once an opening.
    private final LinkedBlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable Consumer<byte[], byte[]> reading;
    // Of the thread.
    private final Map<TopicPartition, Hearing> heard = new HashMap<>();

    ReadBack(Supplier<Consumer<byte[], byte[]>> connect) {
        this.connect = connect;
        this.thread = Thread.ofPlatform().daemon().name("log-read-back").unstarted(this::run);
    }

    private sealed interface Change {
        record Hear(OpenPartition partition, long from) implements Change {}

        record Leave(OpenPartition partition, @Nullable String lost) implements Change {}

        /// Only wakes the thread.
        record Close() implements Change {}
    }

    private record Hearing(OpenPartition partition, CountingRule rule) {}

    void start() {
        thread.start();
    }

    /// Tells `partition` of every record from `from` on.
    void hear(OpenPartition partition, long from) {
        change(new Change.Hear(partition, from));
    }

    /// Stops telling `partition`, with a last word when it was lost.
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
                    LOG.warn("Reading the log back failed, its shards open anew", e);
                    loseAll("reading back failed: " + Clients.reason(e));
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
                if (!heard.isEmpty()) {
                    var entries = consumer.poll(POLL);
                    for (TopicPartition partition : entries.partitions()) {
                        dispatch(partition, entries.records(partition));
                    }
                }
            } catch (WakeupException e) {
                LOG.trace("Something changed: the next round looks at it", e);
            } catch (OffsetOutOfRangeException e) {
                lose(consumer, e);
            }
        }
    }

    private void applyChanges(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        Change change =
                heard.isEmpty()
                        ? changes.poll(POLL.toMillis(), TimeUnit.MILLISECONDS)
                        : changes.poll();
        if (change == null) {
            return;
        }
        List<Change.Hear> begun = new ArrayList<>();
        for (Change next = change; next != null; next = changes.poll()) {
            switch (next) {
                case Change.Hear hear -> {
                    if (hear.partition().wanted()) {
                        begun.add(hear);
                        heard.put(
                                hear.partition().partition(),
                                new Hearing(
                                        hear.partition(),
                                        CountingRule.resume(hear.partition().epoch(), 0)));
                    }
                }
                case Change.Leave leave -> {
                    Hearing hearing = heard.get(leave.partition().partition());
                    if (hearing != null && hearing.partition() == leave.partition()) {
                        heard.remove(leave.partition().partition());
                    }
                    Optional.ofNullable(leave.lost()).ifPresent(leave.partition()::tellLost);
                }
                case Change.Close() -> {
                    return;
                }
            }
        }
        consumer.assign(heard.keySet());
        for (Change.Hear hear : begun) {
            if (heard.containsKey(hear.partition().partition())) {
                consumer.seek(hear.partition().partition(), hear.from());
            }
        }
    }

    private void dispatch(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> entries) {
        Hearing hearing = heard.get(partition);
        if (hearing == null || entries.isEmpty()) {
            return;
        }
        try {
            dispatch(partition, hearing, entries);
        } catch (RuntimeException e) {
            // One listener's fault is not the other partitions'.
            LOG.error("{}: its listener failed", partition, e);
            hearing.partition().lost("its listener failed");
            heard.remove(partition);
        }
    }

    private void dispatch(
            TopicPartition partition,
            Hearing hearing,
            List<ConsumerRecord<byte[], byte[]>> entries) {
        OpenPartition open = hearing.partition();
        for (ConsumerRecord<byte[], byte[]> entry : entries) {
            Optional<String> lost = lostBy(hearing, entry);
            if (lost.isPresent()) {
                open.readBack(entry.offset(), entry.timestamp());
                open.lost(lost.get());
                heard.remove(partition);
                return;
            }
        }
        ConsumerRecord<byte[], byte[]> last = entries.getLast();
        open.readBack(last.offset() + 1, last.timestamp());
    }

    private static Optional<String> lostBy(Hearing hearing, ConsumerRecord<byte[], byte[]> entry) {
        long number = Entries.number(entry);
        Optional<LogRecord> decoded = Entries.decode(entry.value());
        if (decoded.isEmpty()) {
            hearing.rule().unreadable(number);
            return Optional.empty();
        }
        LogRecord record = decoded.get();
        if (record.hasOpening()) {
            return Optional.of(
                    "opened by " + record.getOpening().getNode() + " at " + entry.offset());
        }
        if (!hearing.rule().counts(entry.offset(), record, number)
                && record.getEpoch() == hearing.partition().epoch()) {
            return Optional.of("a record before " + entry.offset() + " is missing");
        }
        return Optional.empty();
    }

    private void lose(Consumer<byte[], byte[]> consumer, OffsetOutOfRangeException e) {
        for (TopicPartition partition : e.offsetOutOfRangePartitions().keySet()) {
            Hearing hearing = heard.remove(partition);
            if (hearing != null) {
                hearing.partition().lost("its records are gone from the log");
            }
        }
        consumer.assign(heard.keySet());
    }

    private void loseAll(String reason) {
        for (Hearing hearing : heard.values()) {
            hearing.partition().lost(reason);
        }
        heard.clear();
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
