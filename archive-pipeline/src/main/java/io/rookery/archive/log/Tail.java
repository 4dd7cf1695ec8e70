package io.rookery.archive.log;

import io.rookery.routing.port.MessageLog.Positioned;
import io.rookery.routing.wire.LogRecord;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/// Reads stretches of one partition with a consumer of its own. Blocks; for one thread.
final class Tail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long FIRST_WINDOW = 16;
    private static final long WINDOW_GROWTH = 8;

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Duration stallTimeout;
    private final Set<TopicPartition> only;

    Tail(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            Duration stallTimeout) {
        this.consumer = consumer;
        this.partition = partition;
        this.stallTimeout = stallTimeout;
        this.only = Set.of(partition);
        consumer.assign(only);
    }

    /// Where a replay begins.
    ///
    /// @param epochBefore epoch in force at `offset`, negative when not known
    record Start(long offset, long epochBefore) {
        CountingRule rule() {
            return epochBefore < 0 ? CountingRule.anywhere() : CountingRule.under(epochBefore);
        }
    }

    /// Offset after the last record.
    long end() {
        return offset(consumer.endOffsets(only));
    }

    /// Finds the beginning of the tail: `length` before the time of the last record that is not an
    /// opening, and not after the `replay_from` of an opening in it that was not finished.
    Start start(Duration length) {
        long begin = offset(consumer.beginningOffsets(only));
        long end = end();
        long from = byTime(begin, end, length);
        while (true) {
            Openings openings = new Openings();
            read(from, end, entry -> decode(entry, openings::take));
            long earlier = Math.max(begin, openings.begin(from));
            if (earlier == from) {
                return new Start(from, openings.epochAtBegin());
            }
            from = earlier;
        }
    }

    /// The first record not older than `timestamp`, in milliseconds; `fallback` when all are.
    long firstSince(long timestamp, long fallback) {
        OffsetAndTimestamp found =
                consumer.offsetsForTimes(Map.of(partition, Math.max(0, timestamp))).get(partition);
        return found == null ? fallback : found.offset();
    }

    /// Gives `counting` what counts in [start, end), oldest first, and `openings` all there is.
    void replay(
            Start start,
            long end,
            Openings openings,
            CountingRule rule,
            Consumer<Positioned> counting) {
        read(
                start.offset(),
                end,
                entry -> {
                    Optional<LogRecord> decoded = Entries.decode(entry.value());
                    if (decoded.isEmpty()) {
                        rule.unreadable(Entries.number(entry));
                        return;
                    }
                    LogRecord record = decoded.get();
                    openings.take(entry.offset(), record);
                    if (rule.counts(entry.offset(), record, Entries.number(entry))) {
                        counting.accept(new Positioned(entry.offset(), record));
                    }
                });
    }

    private long byTime(long begin, long end, Duration length) {
        long[] last = {-1};
        long window = FIRST_WINDOW;
        // Backwards, in growing steps: a shard whose owners keep dying ends in many openings.
        for (long to = end; to > begin && last[0] < 0; window *= WINDOW_GROWTH) {
            long from = Math.max(begin, to - window);
            read(from, to, entry -> last[0] = isOpening(entry) ? last[0] : entry.timestamp());
            to = from;
        }
        return last[0] < 0 ? begin : firstSince(last[0] - length.toMillis(), end);
    }

    private static boolean isOpening(ConsumerRecord<byte[], byte[]> entry) {
        return Entries.decode(entry.value()).map(LogRecord::hasOpening).orElse(false);
    }

    private void read(long from, long to, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        if (from >= to) {
            return;
        }
        consumer.seek(partition, from);
        long progress = System.nanoTime();
        while (consumer.position(partition) < to) {
            var entries = consumer.poll(POLL);
            if (!entries.isEmpty()) {
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > stallTimeout.toNanos()) {
                throw new TimeoutException(
                        "reading "
                                + partition
                                + ": stands still at "
                                + consumer.position(partition));
            }
            for (var entry : entries) {
                if (entry.offset() < to) {
                    each.accept(entry);
                }
            }
        }
    }

    private interface Taker {
        void take(long offset, LogRecord record);
    }

    private static void decode(ConsumerRecord<byte[], byte[]> entry, Taker taker) {
        Entries.decode(entry.value()).ifPresent(record -> taker.take(entry.offset(), record));
    }

    private long offset(Map<TopicPartition, Long> offsets) {
        return Optional.ofNullable(offsets.get(partition)).orElse(0L);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
