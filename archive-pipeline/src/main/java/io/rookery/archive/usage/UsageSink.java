package io.rookery.archive.usage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Where usage is counted: the ledger of module `billing`, bound by `server`.
public interface UsageSink {
    /// Takes nothing.
    UsageSink NONE = (connection, events) -> {};

    /// Writes events in the archiver's open transaction, as its last step, and commits nothing.
    /// Events of known ids are ignored.
    ///
    /// @throws IllegalArgumentException when an event cannot be counted, whenever it is tried
    void write(Connection connection, List<UsageEvent> events) throws SQLException;
}
