package io.rookery.archive;

import io.rookery.xmpp.stanza.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// What this module tells about itself. Calls are cheap and never fail.
public interface ArchiveMeter {
    /// Tells nobody.
    ArchiveMeter NONE = new ArchiveMeter() {};

    /// A batch was committed: `records` read, `rows` written, in `took`.
    default void batch(int records, int rows, Duration took) {}

    /// The newest record of a batch that was just committed had been in the log since then, by the
    /// brokers' clock.
    default void written(Instant newest) {}

    /// Records of a committed batch that do not count: what an owner wrote that had been replaced.
    default void uncounted(String topic, int records) {}

    /// A message that is followed was written to `owner`'s archive, or kept as pending; its batch
    /// took so long.
    default void written(Trace trace, UUID tenant, String owner, Duration took) {}

    /// How many records of a partition the archiver has not read yet.
    default void lag(String topic, int partition, long records) {}

    /// A record could not be read or stored and was put aside.
    default void rejected(String topic) {}

    /// Another archiver had moved on with a partition; the batch was not written.
    default void superseded(String topic, int partition) {}

    /// The archiver waits for PostgreSQL (true), or has it back (false).
    default void paused(boolean paused) {}

    /// A shard was opened after replaying `records` in `took`.
    default void opened(int partition, long records, Duration took) {}

    /// A shard was lost.
    default void lost(int partition) {}

    /// An archive was read in `took`, or could not be.
    default void read(boolean succeeded, Duration took) {}

    /// A read waited for the archiver, and saw it arrive or not.
    default void waited(boolean arrived, Duration took) {}
}
