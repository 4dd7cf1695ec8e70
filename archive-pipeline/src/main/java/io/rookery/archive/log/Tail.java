package io.rookery.archive.log;

import io.rookery.routing.port.MessageLog.Positioned;
import io.rookery.routing.wire.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Reads stretches of one partition with a consumer of its own. Blocks; for one thread.
final class Tail implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long FIRST_WINDOW = 16;
    private static final long WINDOW_GROWTH = 8;

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Duration stallTimeout;
    private final Set<TopicPartition> only;
    // What [#start] has read up to `keptTo`: a replay from there need not read it a second time.
    private List<Entry> kept = List.of();
    private Start keptFrom = new Start(-1, -1);
    private long keptTo;

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
            List<Entry> entries = new ArrayList<>();
            read(
                    from,
                    end,
                    entry -> {
                        entries.add(entry);
                        if (entry.record != null) {
                            openings.take(entry.offset, entry.record);
                        }
                    });
            long earlier = Math.max(begin, openings.begin(from));
            if (earlier == from) {
                kept = entries;
                keptFrom = new Start(from, openings.epochAtBegin());
                keptTo = end;
                return keptFrom;
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
        Consumer<Entry> each =
                entry -> {
                    if (entry.record == null) {
                        rule.unreadable(entry.number);
                        return;
                    }
                    openings.take(entry.offset, entry.record);
                    if (rule.counts(entry.offset, entry.record, entry.number)) {
                        counting.accept(new Positioned(entry.offset, entry.record));
                    }
                };
        if (!start.equals(keptFrom) || end < keptTo) {
            read(start.offset(), end, each);
            return;
        }
        List<Entry> before = kept;
        kept = List.of();
        keptFrom = new Start(-1, -1);
        before.forEach(each);
        read(keptTo, end, each);
    }

    /// One entry of the partition, decoded once.
    ///
    /// @param record null when it cannot be decoded
    private record Entry(long offset, long number, long timestamp, @Nullable LogRecord record) {
        static Entry of(ConsumerRecord<byte[], byte[]> read) {
            return new Entry(
                    read.offset(),
                    Entries.number(read),
                    read.timestamp(),
                    Entries.decode(read.value()).orElse(null));
        }
    }

    private long byTime(long begin, long end, Duration length) {
        long[] last = {-1};
        long window = FIRST_WINDOW;
        // Backwards, in growing steps: a shard whose owners keep dying ends in many openings.
        for (long to = end; to > begin && last[0] < 0; window *= WINDOW_GROWTH) {
            long from = Math.max(begin, to - window);
            read(from, to, entry -> last[0] = isOpening(entry) ? last[0] : entry.timestamp);
            to = from;
        }
        return last[0] < 0 ? begin : firstSince(last[0] - length.toMillis(), end);
    }

    private static boolean isOpening(Entry entry) {
        return entry.record != null && entry.record.hasOpening();
    }

    private void read(long from, long to, Consumer<Entry> each) {
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
                    each.accept(Entry.of(entry));
                }
            }
        }
    }

    private long offset(Map<TopicPartition, Long> offsets) {
        return Optional.ofNullable(offsets.get(partition)).orElse(0L);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
