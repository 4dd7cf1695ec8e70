package io.rookery.routing.shard;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.rookery.routing.port.LogPosition;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.wire.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// A shard that this node has opened: appends records, and calls them durable when they have been
/// read back as counting. Thread-safe.
public final class OpenShard {
    private final int number;
    private final long epoch;
    private final MessageLog.Partition partition;
    private final Runnable failed;
    private final CompletableFuture<LogPosition> repaired = new CompletableFuture<>();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final ArrayDeque<Appended> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private long readBack;

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
        this.readBack = epoch + 1;
    }

    /// Told where a record is, once it is durable.
    public interface Durable {
        void at(LogPosition position);
    }

    /// Appends in call order. `durable` runs on a log thread, or never when the shard is lost
    /// first.
    public void append(LogRecord.Builder builder, Durable durable) {
        LogRecord record = builder.setEpoch(epoch).build();
        Appended appended = new Appended(durable);
        synchronized (lock) {
            waiting.add(appended);
            partition
                    .append(record)
                    .whenComplete((offset, failure) -> {
                        if (failure == null) {
                            written(appended, offset);
                        } else {
                            failed.run();
                        }
                    });
        }
    }

    /// Everything before `nextOffset` counts.
    void readBack(long nextOffset) {
        List<Appended> done;
        synchronized (lock) {
            readBack = Math.max(readBack, nextOffset);
            done = durable();
        }
        tell(done);
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

    private void written(Appended appended, long offset) {
        List<Appended> done;
        synchronized (lock) {
            appended.offset = offset;
            done = durable();
        }
        tell(done);
    }

    @GuardedBy("lock")
    private List<Appended> durable() {
        List<Appended> done = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Appended first = waiting.getFirst();
            if (first.offset < 0 || first.offset >= readBack) {
                break;
            }
            done.add(waiting.removeFirst());
        }
        return done;
    }

    private void tell(List<Appended> done) {
        for (Appended appended : done) {
            appended.durable.at(new LogPosition(number, appended.offset + 1));
        }
    }

    private static final class Appended {
        private final Durable durable;
        private volatile long offset = -1;

        Appended(Durable durable) {
            this.durable = durable;
        }
    }
}
