package io.rookery.routing.port;

/// Bits of `Stored.flags` (docs/protocol.md §6).
public final class RecordFlags {
    /// Belongs in the owner's archive.
    public static final int ARCHIVE = 1;

    /// Pending: no session was there to take it.
    public static final int PENDING = 1 << 1;

    /// Counts as usage.
    public static final int COUNTED = 1 << 2;

    /// Sessions were chosen to take it: pending after all unless a `Taken` or `Pending` follows.
    public static final int AWAITED = 1 << 3;

    private RecordFlags() {}
}
