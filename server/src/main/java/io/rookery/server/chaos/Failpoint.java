package io.rookery.server.chaos;

import java.nio.file.Path;
import java.util.Locale;

/// A place between two acts at which a node ends itself when it is told to. Only nodes with altered
/// sources have it: each is a file of its name in `testkit/src/test/failpoints`.
enum Failpoint {
    /// The sender's record is durable, the message is not forwarded.
    RECORD_AND_FORWARD("core"),
    /// The recipient's record is durable, the message is not delivered.
    DURABLE_AND_DELIVER("core"),
    /// The recipient's edges have the message, nothing is confirmed.
    DELIVER_AND_CONFIRM("core"),
    /// Rows and offset are written, and not committed.
    ROWS_AND_OFFSET("archiver");

    private final String role;

    Failpoint(String role) {
        this.role = role;
    }

    /// Which nodes have it.
    String role() {
        return role;
    }

    /// Its file's name.
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What tells a node to end there the next time that it comes by: the file goes when it does.
    ///
    /// @param data the node's directory, in which it runs
    Path trigger(Path data) {
        return data.resolve("failpoint-" + word());
    }
}
