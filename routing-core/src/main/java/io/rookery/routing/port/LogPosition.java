package io.rookery.routing.port;

/// How far a reader must have come to see what one account has written (docs/protocol.md §7).
///
/// @param nextOffset the offset after the last record of the account; 0 when it wrote none
public record LogPosition(int partition, long nextOffset) {
    /// Of a reader that waits for nothing.
    public static final LogPosition NONE = new LogPosition(0, 0);
}
