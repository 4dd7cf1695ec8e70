package io.rookery.archive.backend;

import io.rookery.routing.port.MessageLog;
import io.rookery.routing.wire.LogRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// What a core does with one partition: opens it, writes, and waits until that is durable.
public final class Shard implements MessageLog.Listener {
    private final CompletableFuture<Long> fenced = new CompletableFuture<>();
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private final List<MessageLog.Positioned> replayed = new CopyOnWriteArrayList<>();
    private final MessageLog.Partition partition;

    private Shard(MessageLog log, int number, String node) {
        this.partition = log.open(number, node, this);
    }

    /// Opens a partition and waits until it is fenced.
    public static Shard open(MessageLog log, int number, String node) throws Exception {
        Shard shard = new Shard(log, number, node);
        shard.fenced.get(30, TimeUnit.SECONDS);
        return shard;
    }

    /// Opens a partition.
    public static Shard opening(MessageLog log, int number, String node) {
        return new Shard(log, number, node);
    }

    /// Offset of the opening.
    public long epoch() {
        return fenced.join();
    }

    /// The partition, as the log gave it.
    public MessageLog.Partition partition() {
        return partition;
    }

    /// What was replayed.
    public List<LogRecord> replayed() {
        return replayed.stream().map(MessageLog.Positioned::record).toList();
    }

    /// Why the partition was lost, once it is.
    public CompletableFuture<String> lost() {
        return lost;
    }

    /// Writes records, and gives the last one's offset when it is durable.
    public long write(LogRecord... records) throws Exception {
        CompletableFuture<Long> last = CompletableFuture.completedFuture(-1L);
        for (LogRecord record : records) {
            last = partition.append(record).toCompletableFuture();
        }
        return last.get(30, TimeUnit.SECONDS);
    }

    @Override
    public void replayed(MessageLog.Positioned record) {
        replayed.add(record);
    }

    @Override
    public void fenced(long epoch, boolean whole) {
        fenced.complete(epoch);
    }

    @Override
    public void lost(String reason) {
        lost.complete(reason);
    }

    /// The reason for which the partition was lost, when it was.
    public Optional<String> lostNow() {
        return Optional.ofNullable(lost.getNow(null));
    }
}
