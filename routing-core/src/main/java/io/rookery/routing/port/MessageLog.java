package io.rookery.routing.port;

import io.rookery.routing.wire.LogRecord;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// The durable log of account records, one partition a shard (docs/protocol.md §6). An adapter
/// appends, hears back, and replays; what records mean is decided in the core.
public interface MessageLog {
    /// Number of partitions of the log, which is the number of shards.
    int partitions();

    /// Opens partition `partition`: writes the opening and replays the tail before it to
    /// `listener`, which then hears only when the partition is lost. Calls to `listener` come one
    /// at a time.
    ///
    /// @param openedBy name of this node, written in the opening
    Partition open(int partition, String openedBy, Listener listener);

    /// One partition, opened by this node.
    interface Partition extends AutoCloseable {
        /// Sends one record, in call order. The stage completes with its offset when the record is
        /// durable: the brokers have it (acks=all), nobody else has written since the opening, so
        /// it counts, and so does every record before it. It fails when that cannot be known: then
        /// the partition accepts nothing more and must be opened anew. Stages complete in call
        /// order.
        CompletionStage<Long> append(LogRecord record);

        /// Reads again what the tail holds of one owner, oldest first, only records that count.
        CompletionStage<List<Positioned>> tail(String owner);

        /// Stops hearing. Nothing is written.
        @Override
        void close();
    }

    /// Told of an opened partition's records.
    interface Listener {
        /// The replay: every record of the tail that counts, oldest first.
        void replayed(Positioned record);

        /// The opening was written at `epoch`; the replay is complete.
        ///
        /// @param whole the replay began with the first record that the partition ever had
        void fenced(long epoch, boolean whole);

        /// Another node has opened the partition, or its fate is unknown. No more calls follow.
        void lost(String reason);
    }

    /// A record and its offset.
    record Positioned(long offset, LogRecord record) {}
}
