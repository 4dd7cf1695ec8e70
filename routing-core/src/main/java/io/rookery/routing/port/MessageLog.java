package io.rookery.routing.port;

import io.rookery.routing.wire.LogRecord;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// The durable log of account records, one partition a shard (docs/protocol.md §6). An adapter
/// appends, hears back, and replays; what records mean is decided in the core.
public interface MessageLog {
    /// Number of partitions of the log, which is the number of shards.
    int partitions();

    /// Starts hearing partition `partition`: replays its tail to `listener`, writes the opening,
    /// and then tells of every record as it is read back. Calls to `listener` come one at a time.
    ///
    /// @param openedBy name of this node, written in the opening
    Partition open(int partition, String openedBy, Listener listener);

    /// One partition, opened by this node.
    interface Partition extends AutoCloseable {
        /// Sends one record, in call order. The stage completes with its offset when the brokers
        /// have it (acks=all), and fails when that cannot be known: after a failure the partition
        /// accepts nothing more and must be opened anew. The record is durable only when
        /// [Listener#readBack] has told of that offset.
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

        /// The opening was written at `epoch` and read back; the replay is complete.
        void fenced(long epoch);

        /// All records before `nextOffset` have been read back and count under this node's epoch.
        void readBack(long nextOffset);

        /// Another node has opened the partition, or its fate is unknown. No more calls follow.
        void lost(String reason);
    }

    /// A record and its offset.
    record Positioned(long offset, LogRecord record) {}
}
