package io.rookery.routing.shard;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.wire.LogRecord;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// A shard that this node has opened: appends records and names ids. Thread-safe.
public final class OpenShard {
    private final int number;
    private final long epoch;
    private final MessageLog.Partition partition;
    private final Runnable failed;
    private final CompletableFuture<LogPosition> repaired = new CompletableFuture<>();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private UUID greatestId;

    OpenShard(
            int number,
            long epoch,
            MessageLog.Partition partition,
            UUID greatestId,
            Runnable failed) {
        this.number = number;
        this.epoch = epoch;
        this.partition = partition;
        this.greatestId = greatestId;
        this.failed = failed;
    }

    /// Told where a record is, once it is durable.
    public interface Durable {
        void at(LogPosition position);
    }

    /// Appends in call order. `durable` runs on a log thread, or never when the shard is lost
    /// first.
    public void append(LogRecord.Builder builder, Durable durable) {
        partition
                .append(builder.setEpoch(epoch).build())
                .whenComplete((offset, failure) -> {
                    if (failure == null) {
                        durable.at(new LogPosition(number, offset + 1));
                    } else {
                        failed.run();
                    }
                });
    }

    /// An id greater than every id that this shard has named. `fresh` is made from the clock.
    public UUID nextId(UUID fresh) {
        synchronized (lock) {
            greatestId = Ids.after(greatestId, fresh);
            return greatestId;
        }
    }

    /// Ids named from now on are greater than `id`.
    void atLeast(UUID id) {
        synchronized (lock) {
            if (Ids.compare(id, greatestId) > 0) {
                greatestId = id;
            }
        }
    }

    /// Completes when what the opening itself wrote is durable.
    public CompletableFuture<LogPosition> repaired() {
        return repaired;
    }

    /// The opening has written all it has to write; `record` is the last of it.
    void appendLast(LogRecord.Builder record) {
        append(record, repaired::complete);
    }

    public long epoch() {
        return epoch;
    }

    public int number() {
        return number;
    }

    public MessageLog.Partition partition() {
        return partition;
    }
}
