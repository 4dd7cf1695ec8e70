package io.rookery.archive.log;

import io.rookery.routing.wire.LogRecord;

/// Finds where a replay must begin: not after the `replay_from` of an opening that was never
/// finished. Fed every record of a stretch in order.
final class Openings {
    private static final long NONE = Long.MAX_VALUE;

    private long earliest = NONE;
    private long current = -1;
    private long greatestBefore = -1;

    void take(long offset, LogRecord record) {
        if (record.hasOpening()) {
            current = offset;
            earliest = Math.min(earliest, record.getOpening().getReplayFrom());
        } else if (record.hasOpened() && record.getEpoch() == current) {
            // Finished: what was open before it has been replayed and settled.
            earliest = NONE;
        } else if (current < 0 && record.getEpoch() < offset) {
            greatestBefore = Math.max(greatestBefore, record.getEpoch());
        }
    }

    /// Where to begin, `from` or earlier.
    long begin(long from) {
        return Math.min(from, earliest);
    }

    /// The greatest epoch of the records before the first opening, negative when there are none:
    /// under it the stretch begins.
    long epochAtBegin() {
        return greatestBefore;
    }
}
