package io.rookery.server.cluster;

/// What came of telling the cores that a member's process has ended.
enum Hearing {
    /// One of them had it removed.
    REMOVED,
    /// One answered, and those that did know no such member.
    UNKNOWN,
    /// None answered.
    NOBODY
}
