package io.rookery.archive.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.wire.LogRecord;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// One opened partition: what it may still do, and the one place from which its listener is called.
///
/// A record is durable when the brokers confirm it at the offset that is its number after the
/// opening: then whatever lies between is this partition's own, so no other opening does (ADR 4).
/// Anywhere else it waits until the watching thread has read that far and found no opening: a late
/// record of the owner before has landed in between, which counts for nobody.
///
/// `appending` keeps numbers in the order of sends, `telling` keeps calls to the listener one at a
/// time. A failed append only marks the partition; the watching thread tells of it, so that a
/// listener may append from within a call.
final class OpenPartition implements MessageLog.Partition {
    private enum State {
        OPENING,
        OPEN,
        LOST,
        CLOSED
    }

    /// What an opened partition needs of the log that opened it.
    interface Host {
        Producer<byte[], byte[]> producer();

        int recordBytes();

        CompletionStage<List<MessageLog.Positioned>> reread(OpenPartition partition, String owner);

        /// Called once, when the partition is no more watched; the watching thread then calls
        /// [#tellLost] when there is a reason.
        void left(OpenPartition partition, @Nullable String lost);
    }

    private final Host host;
    private final TopicPartition partition;
    private final MessageLog.Listener listener;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPENING);
    private final ReentrantLock telling = new ReentrantLock();
    private final ReentrantLock appending = new ReentrantLock();
    // Written before `state` becomes OPEN, read after.
    private Tail.Start start = new Tail.Start(0, -1);
    private long epoch = -1;
    // Under `appending`.
    private long number;
    private volatile long lastTimestamp;
    private final Object confirming = new Object();

    @GuardedBy("confirming")
    private long confirmed;

    @GuardedBy("confirming")
    private long base;

    @GuardedBy("confirming")
    private long verified;

    @GuardedBy("confirming")
    private final ArrayDeque<Confirmed> unverified = new ArrayDeque<>();

    private record Confirmed(CompletableFuture<Long> sent, long number, long offset) {}

    OpenPartition(Host host, TopicPartition partition, MessageLog.Listener listener) {
        this.host = host;
        this.partition = partition;
        this.listener = listener;
    }

    TopicPartition partition() {
        return partition;
    }

    long epoch() {
        return epoch;
    }

    Tail.Start start() {
        return start;
    }

    /// Time of the last confirmed record, in milliseconds; 0 before the first.
    long lastTimestamp() {
        return lastTimestamp;
    }

    @Override
    public CompletionStage<Long> append(LogRecord record) {
        int bytes = record.getSerializedSize();
        if (bytes > host.recordBytes()) {
            // Nothing was sent, so nothing is in doubt and the partition stays open.
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException(
                            "record: "
                                    + bytes
                                    + " bytes (expected: at most "
                                    + host.recordBytes()
                                    + ")"));
        }
        appending.lock();
        try {
            if (state.get() != State.OPEN) {
                return CompletableFuture.failedFuture(
                        new UnavailableException(partition + ": not open"));
            }
            return send(record);
        } finally {
            appending.unlock();
        }
    }

    private CompletableFuture<Long> send(LogRecord record) {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        long own = number + 1;
        try {
            var entry = Entries.entry(partition.topic(), partition.partition(), record, own);
            Future<RecordMetadata> _ =
                    host.producer()
                            .send(
                                    entry,
                                    (metadata, failure) -> {
                                        if (failure == null) {
                                            confirmed(sent, own, metadata);
                                        } else {
                                            failed(sent, failure);
                                        }
                                    });
            number = own;
        } catch (KafkaException | IllegalStateException e) {
            failed(sent, e);
        }
        return sent;
    }

    private void confirmed(CompletableFuture<Long> sent, long own, RecordMetadata metadata) {
        synchronized (confirming) {
            if (own != confirmed + 1 || !metadata.hasOffset()) {
                doubt(sent, "record " + own + " was not confirmed at its place");
                return;
            }
            confirmed = own;
            lastTimestamp = metadata.timestamp();
            unverified.add(new Confirmed(sent, own, metadata.offset()));
            settle();
        }
    }

    /// No other node has opened the partition before `nextOffset`.
    void verified(long nextOffset) {
        synchronized (confirming) {
            // What was read may be confirmed only afterwards.
            verified = Math.max(verified, nextOffset);
            settle();
        }
    }

    @GuardedBy("confirming")
    private void settle() {
        while (!unverified.isEmpty()) {
            Confirmed first = unverified.getFirst();
            if (first.offset() != base + first.number() && first.offset() >= verified) {
                return;
            }
            unverified.removeFirst();
            base = first.offset() - first.number();
            if (state.get() == State.OPEN) {
                first.sent().complete(first.offset());
            } else {
                doubt(first.sent(), "not open");
            }
        }
    }

    private void failed(CompletableFuture<Long> sent, Exception failure) {
        String reason = "append failed: " + Clients.reason(failure);
        lost(reason);
        sent.completeExceptionally(new UnavailableException(partition + ": " + reason, failure));
    }

    private void doubt(CompletableFuture<Long> sent, String reason) {
        lost(reason);
        sent.completeExceptionally(new UnavailableException(partition + ": " + reason));
    }

    @Override
    public CompletionStage<List<MessageLog.Positioned>> tail(String owner) {
        if (state.get() != State.OPEN) {
            return CompletableFuture.failedFuture(
                    new UnavailableException(partition + ": not open"));
        }
        return host.reread(this, owner);
    }

    @Override
    public void close() {
        State before = state.getAndSet(State.CLOSED);
        if (before == State.OPENING || before == State.OPEN) {
            host.left(this, null);
        }
    }

    boolean wanted() {
        State now = state.get();
        return now == State.OPENING || now == State.OPEN;
    }

    void replayed(MessageLog.Positioned record) {
        tell(State.OPENING, () -> listener.replayed(record));
    }

    void fenced(Tail.Start replayedFrom, long openedAt) {
        telling.lock();
        try {
            start = replayedFrom;
            epoch = openedAt;
            synchronized (confirming) {
                base = openedAt;
            }
            if (state.compareAndSet(State.OPENING, State.OPEN)) {
                listener.fenced(openedAt, replayedFrom.offset() == 0);
            }
        } finally {
            telling.unlock();
        }
    }

    void lost(String reason) {
        if (state.compareAndSet(State.OPENING, State.LOST)
                || state.compareAndSet(State.OPEN, State.LOST)) {
            host.left(this, reason);
            verified(Long.MAX_VALUE);
        }
    }

    void tellLost(String reason) {
        tell(State.LOST, () -> listener.lost(reason));
    }

    private void tell(State expected, Runnable call) {
        telling.lock();
        try {
            if (state.get() == expected) {
                call.run();
            }
        } finally {
            telling.unlock();
        }
    }
}
