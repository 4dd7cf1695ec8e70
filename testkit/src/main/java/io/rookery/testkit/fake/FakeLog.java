package io.rookery.testkit.fake;

import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.wire.LogRecord;
import io.rookery.testkit.clock.Lifeline;
import io.rookery.testkit.clock.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/// A topic in memory that may do what Kafka does: take its time, forget to say that a record has
/// landed, land one late, lose one.
public final class FakeLog {
    final Timeline timeline;
    final RandomGenerator random;
    final Behaviour behaviour;
    private final List<List<Entry>> partitions = new ArrayList<>();
    private final List<FakePartition> opened = new ArrayList<>();
    private final List<IntConsumer> watchers = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean calm;
    private boolean away;
    private Duration slower = Duration.ZERO;
    private final List<LogPosition> confirmed = new ArrayList<>();

    /// How a log behaves.
    ///
    /// @param appendMax longest time until a record has landed; the answer takes as long again
    /// @param readMax longest time until a landed record is read
    /// @param failures sends of a thousand whose fate the sender never learns
    /// @param lateMax how late such a record may land, when it does
    /// @param tail how far a replay goes back
    /// @param giveUp how long a sender tries while the log is away
    public record Behaviour(
            Duration appendMax,
            Duration readMax,
            int failures,
            Duration lateMax,
            Duration tail,
            Duration giveUp) {
        /// A log in good health.
        public static final Behaviour HEALTHY =
                new Behaviour(
                        Duration.ofMillis(5),
                        Duration.ofMillis(5),
                        0,
                        Duration.ZERO,
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(90));
    }

    /// One record where it landed.
    ///
    /// @param number of the record under its epoch, from 1; 0 for an opening
    public record Entry(long offset, LogRecord record, long number, Instant at) {}

    public FakeLog(Timeline timeline, RandomGenerator random, int partitions, Behaviour behaviour) {
        this.timeline = timeline;
        this.random = random;
        this.behaviour = behaviour;
        for (int i = 0; i < partitions; i++) {
            this.partitions.add(new ArrayList<>());
        }
    }

    /// The log as one node sees it.
    public MessageLog of(Lifeline node) {
        return new MessageLog() {
            @Override
            public int partitions() {
                return partitions.size();
            }

            @Override
            public Partition open(int partition, String openedBy, Listener listener) {
                FakePartition handle =
                        new FakePartition(FakeLog.this, partition, openedBy, listener, node);
                opened.add(handle);
                handle.begin();
                return handle;
            }
        };
    }

    /// Everything in a partition, whether it counts or not.
    public List<Entry> entries(int partition) {
        return partitions.get(partition);
    }

    /// What counts in a partition, oldest first.
    public List<Entry> counting(int partition) {
        Counting rule = new Counting();
        return entries(partition).stream().filter(rule::counts).toList();
    }

    /// Calls `watcher` with a partition's number after each record that lands.
    public void watch(IntConsumer watcher) {
        watchers.add(watcher);
    }

    /// From now on it is there, and every sender learns the fate of what it sends.
    public void calm() {
        calm = true;
        slower = Duration.ZERO;
        away(false);
    }

    /// While it is away nothing lands, and senders try until they give up.
    public void away(boolean now) {
        away = now;
        if (!away) {
            List<Runnable> landings = List.copyOf(held);
            held.clear();
            landings.forEach(timeline::execute);
        }
    }

    /// From now on everything that is appended takes up to this much longer.
    public void slower(Duration longer) {
        slower = longer;
    }

    /// How long an append takes, and its answer again.
    Duration appendTime() {
        return upTo(behaviour.appendMax().plus(slower));
    }

    /// Some node was told that its record at `offset` is durable.
    void confirmed(int partition, long offset) {
        confirmed.add(new LogPosition(partition, offset + 1));
    }

    /// The positions behind all records that some node was told to be durable.
    public List<LogPosition> confirmed() {
        return confirmed;
    }

    boolean isAway() {
        return away;
    }

    /// Runs `landing` now, or when the log is back.
    void whenBack(Runnable landing) {
        if (away) {
            held.add(landing);
        } else {
            landing.run();
        }
    }

    long land(int partition, LogRecord record, long number) {
        List<Entry> entries = partitions.get(partition);
        entries.add(new Entry(entries.size(), record, number, timeline.instant()));
        opened.removeIf(FakePartition::isDone);
        List.copyOf(opened).forEach(handle -> handle.landed(partition));
        watchers.forEach(watcher -> watcher.accept(partition));
        return entries.size() - 1L;
    }

    /// First offset of a replay.
    long tailStart(int partition) {
        List<Entry> entries = entries(partition);
        Instant newest = null;
        long opening = -1;
        long opened = -1;
        for (Entry entry : entries) {
            if (entry.record().hasOpening()) {
                opening = entry.offset();
            } else {
                newest = entry.at();
            }
            if (entry.record().hasOpened() && entry.record().getOpened().getEpoch() == opening) {
                opened = opening;
            }
        }
        long start = newest == null ? 0 : firstSince(entries, newest.minus(behaviour.tail()));
        return opening >= 0 && opened != opening
                ? Math.min(start, entries.get((int) opening).record().getOpening().getReplayFrom())
                : start;
    }

    private static long firstSince(List<Entry> entries, Instant instant) {
        for (Entry entry : entries) {
            if (!entry.at().isBefore(instant)) {
                return entry.offset();
            }
        }
        return entries.size();
    }

    Duration upTo(Duration most) {
        return Duration.ofNanos(1 + random.nextLong(most.toNanos() + 1));
    }

    boolean fails() {
        return !calm && behaviour.failures() > 0 && random.nextInt(1_000) < behaviour.failures();
    }
}
