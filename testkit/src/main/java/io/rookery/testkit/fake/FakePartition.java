package io.rookery.testkit.fake;

import io.rookery.routing.port.MessageLog;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.wire.LogRecord;
import io.rookery.routing.wire.Opening;
import io.rookery.testkit.clock.Lifeline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// One partition as one node has opened it: a producer whose records land in order, and a consumer
/// that sees, some time later, whether somebody else has opened it.
final class FakePartition implements MessageLog.Partition {
    private final FakeLog log;
    private final int partition;
    private final String openedBy;
    private final MessageLog.Listener listener;
    private final Lifeline node;
    private final Counting rule = new Counting();
    private State state = State.OPENING;
    private long epoch = -1;
    private long number;
    private long confirmed;
    private long base;
    private final ArrayDeque<Confirmed> unverified = new ArrayDeque<>();
    private long read;
    // What a stopped node has sent and the log does not have yet waits with it.
    private boolean held;
    private Instant lastLanding = Instant.MIN;
    private Instant lastAnswer = Instant.MIN;
    private Instant lastReading = Instant.MIN;

    private record Confirmed(CompletableFuture<Long> sent, long number, long offset) {}

    private enum State {
        OPENING,
        OPEN,
        OVER
    }

    FakePartition(
            FakeLog log,
            int partition,
            String openedBy,
            MessageLog.Listener listener,
            Lifeline node) {
        this.log = log;
        this.partition = partition;
        this.openedBy = openedBy;
        this.listener = listener;
        this.node = node;
    }

    void begin() {
        later(log.upTo(log.behaviour.readMax()), this::fence);
    }

    private void fence() {
        if (over()) {
            return;
        }
        long start = log.tailStart(partition);
        LogRecord opening =
                LogRecord.newBuilder()
                        .setOpening(Opening.newBuilder().setReplayFrom(start).setNode(openedBy))
                        .build();
        send(
                opening,
                0,
                offset -> later(log.upTo(log.behaviour.readMax()), () -> replay(start, offset)));
    }

    /// What happens in the node's process.
    private void later(Duration delay, Runnable task) {
        log.timeline.after(delay, () -> node.run(task));
    }

    private void replay(long start, long opening) {
        if (over()) {
            return;
        }
        epoch = opening;
        for (FakeLog.Entry entry : List.copyOf(log.entries(partition)).subList(0, (int) opening)) {
            if (rule.counts(entry) && entry.offset() >= start) {
                listener.replayed(new MessageLog.Positioned(entry.offset(), entry.record()));
            }
        }
        rule.counts(log.entries(partition).get((int) opening));
        base = opening;
        read = opening + 1;
        state = State.OPEN;
        listener.fenced(opening, start == 0);
        hear();
    }

    @Override
    public CompletionStage<Long> append(LogRecord record) {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        if (over() || state != State.OPEN) {
            sent.completeExceptionally(new UnavailableException("partition: not open"));
            return sent;
        }
        number++;
        long own = number;
        send(record, own, offset -> confirm(own, offset, sent));
        return sent;
    }

    /// A record counts when all before it were confirmed and nobody else's is among them; else it
    /// waits until it has been read.
    private void confirm(long own, long offset, CompletableFuture<Long> sent) {
        if (own != confirmed + 1) {
            return; // the one before it is in doubt, so this partition is about to be lost
        }
        confirmed = own;
        unverified.add(new Confirmed(sent, own, offset));
        if (unverified.size() == 1 && offset == base + own) {
            complete();
        }
        verify();
    }

    private void verify() {
        while (!unverified.isEmpty() && unverified.getFirst().offset() < read) {
            complete();
        }
    }

    private void complete() {
        Confirmed first = unverified.removeFirst();
        base = first.offset() - first.number();
        log.confirmed(partition, first.offset());
        first.sent().complete(first.offset());
    }

    private interface Landed {
        void at(long offset);
    }

    /// Landings and their answers keep the order of sends, failures keep nothing.
    private void send(LogRecord record, long recordNumber, Landed landed) {
        Instant at = log.timeline.instant().plus(log.appendTime());
        lastLanding = at.isAfter(lastLanding) ? at : lastLanding;
        Duration wait = Duration.between(log.timeline.instant(), lastLanding);
        if (log.fails()) {
            doubtful(record, recordNumber, wait);
            return;
        }
        boolean[] over = {false};
        log.timeline.after(
                wait,
                () -> {
                    boolean waits = log.isAway();
                    log.whenBack(() -> {
                        if (!over[0]) {
                            over[0] = true;
                            arrive(record, recordNumber, landed, waits);
                        }
                    });
                });
        later(
                log.behaviour.giveUp(),
                () -> {
                    if (!over[0]) {
                        over[0] = true;
                        lose("the log is away");
                    }
                });
    }

    private void arrive(LogRecord record, long recordNumber, Landed landed, boolean waited) {
        if (!node.isAlive() && (waited || log.random.nextBoolean())) {
            return; // it never left the node that died
        }
        held |= node.isStopped() && log.random.nextInt(4) == 0;
        if (held && node.isStopped()) {
            // Neither did this one and those behind it, yet.
            node.run(() -> arrive(record, recordNumber, landed, waited));
            return;
        }
        long offset = log.land(partition, record, recordNumber);
        Instant at = log.timeline.instant().plus(log.appendTime());
        lastAnswer = at.isAfter(lastAnswer) ? at : lastAnswer;
        later(
                Duration.between(log.timeline.instant(), lastAnswer),
                () -> {
                    if (!over()) {
                        landed.at(offset);
                    }
                });
    }

    /// Nobody is told whether it lands.
    private void doubtful(LogRecord record, long recordNumber, Duration wait) {
        if (log.random.nextBoolean()) {
            log.timeline.after(
                    wait.plus(log.upTo(log.behaviour.lateMax())),
                    () -> log.land(partition, record, recordNumber));
        }
        later(
                wait.plus(log.upTo(log.behaviour.lateMax())),
                () -> lose("a record's fate is not known"));
    }

    private void lose(String reason) {
        if (!over()) {
            state = State.OVER;
            listener.lost(reason);
        }
    }

    /// A record has landed in some partition.
    void landed(int where) {
        if (where == partition && state == State.OPEN) {
            hear();
        }
    }

    private void hear() {
        long end = log.entries(partition).size();
        if (over() || read >= end) {
            return;
        }
        if (node.isStopped()) {
            // A node that goes on acts for a moment before it reads what others wrote meanwhile.
            node.run(this::hear);
            return;
        }
        Instant at = log.timeline.instant().plus(log.upTo(log.behaviour.readMax()));
        lastReading = at.isAfter(lastReading) ? at : lastReading;
        later(Duration.between(log.timeline.instant(), lastReading), () -> hearTo(end));
    }

    private void hearTo(long end) {
        while (!over() && read < end) {
            FakeLog.Entry entry = log.entries(partition).get((int) read);
            rule.counts(entry);
            read++;
            if (rule.epoch() != epoch) {
                lose("another node has opened the partition");
            } else {
                verify();
            }
        }
    }

    @Override
    public CompletionStage<List<MessageLog.Positioned>> tail(String owner) {
        return log.timeline.later(
                log.upTo(log.behaviour.readMax()),
                () -> {
                    if (over() || log.isAway()) {
                        throw new UnavailableException("partition: not open");
                    }
                    long start = log.tailStart(partition);
                    List<MessageLog.Positioned> found = new ArrayList<>();
                    for (FakeLog.Entry entry : log.counting(partition)) {
                        if (entry.offset() >= start && owner.equals(owner(entry.record()))) {
                            found.add(new MessageLog.Positioned(entry.offset(), entry.record()));
                        }
                    }
                    return found;
                });
    }

    private static String owner(LogRecord record) {
        if (record.getOwner().isEmpty()) {
            return "";
        }
        ByteBuffer tenant = record.getTenant().asReadOnlyByteBuffer();
        return new TenantId(new UUID(tenant.getLong(), tenant.getLong())).hex()
                + '/'
                + record.getOwner();
    }

    @Override
    public void close() {
        state = State.OVER;
    }

    boolean isDone() {
        return over();
    }

    private boolean over() {
        return state == State.OVER || !node.isAlive();
    }
}
