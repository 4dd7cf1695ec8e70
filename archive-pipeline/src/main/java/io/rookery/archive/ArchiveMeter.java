package io.rookery.archive;

import java.time.Duration;

/// What this module tells about itself. Calls are cheap and never fail.
public interface ArchiveMeter {
    /// Tells nobody.
    ArchiveMeter NONE = new ArchiveMeter() {};

    /// A batch was committed: `records` read, `rows` written, in `took`.
    default void batch(int records, int rows, Duration took) {}

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
}
