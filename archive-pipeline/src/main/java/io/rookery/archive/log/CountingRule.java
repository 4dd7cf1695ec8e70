package io.rookery.archive.log;

import io.rookery.routing.wire.LogRecord;

/// Says which records of a partition count (docs/protocol.md §6): those written under the last
/// opening before them, and under it without a hole. Core and archiver apply this one class.
///
/// Records carry their number under their epoch, from 1, as a header. When a send fails, later
/// records that were already on their way may still land; after the hole they count for nobody, so
/// nothing that counts was ever sent past a record whose fate was unknown.
///
/// Fed every record of the partition in order. Confined to one thread.
public final class CountingRule {
    /// Number of a record without the header, and of a rule that takes whatever number comes first.
    public static final long UNNUMBERED = -1;

    private static final long HOLE = -2;
    private static final long NO_EPOCH = -1;

    private long epoch;
    private long number;
    // Whether what could not be decoded may have been an opening.
    private boolean blind;

    private CountingRule(long epoch, long number, boolean blind) {
        this.epoch = epoch;
        this.number = number;
        this.blind = blind;
    }

    /// For reading from a place whose opening is not known: the greatest epoch seen is taken for
    /// the current one until an opening is read.
    public static CountingRule anywhere() {
        return new CountingRule(NO_EPOCH, UNNUMBERED, false);
    }

    /// For reading from behind the opening at `epoch`, at any number under it.
    public static CountingRule under(long epoch) {
        return new CountingRule(epoch, UNNUMBERED, false);
    }

    /// Continues where another rule had these [#epoch()] and [#number()].
    public static CountingRule resume(long epoch, long number) {
        return new CountingRule(epoch, number, false);
    }

    /// Takes the next record; true when it counts. An opening moves the epoch and does not count.
    public boolean counts(long offset, LogRecord record, long recordNumber) {
        if (record.hasOpening()) {
            epoch = offset;
            number = 0;
            blind = false;
            return false;
        }
        long written = record.getEpoch();
        if (written < epoch || written >= offset) {
            return false;
        }
        if (written > epoch) {
            // Its opening lies before the first record that this rule was given.
            epoch = written;
            number = UNNUMBERED;
        }
        return follows(recordNumber);
    }

    /// Takes the next record, which cannot be decoded: it does not count, and is no hole.
    public void unreadable(long recordNumber) {
        blind = true;
        if (number >= 0 && recordNumber == number + 1) {
            number = recordNumber;
        }
    }

    private boolean follows(long recordNumber) {
        if (recordNumber == UNNUMBERED) {
            return number != HOLE;
        }
        if (number == HOLE) {
            return false;
        }
        if (number == UNNUMBERED || recordNumber == number + 1) {
            number = recordNumber;
            return true;
        }
        if (recordNumber > number) {
            number = HOLE;
        }
        return false;
    }

    /// Whether `record`, which comes next, was written under an opening that this rule was not
    /// given, though it was given all that came after the one in force: what lies before the record
    /// is not what was read there, because Kafka had lost its end.
    public boolean isRewritten(long offset, LogRecord record) {
        return !record.hasOpening()
                && !blind
                && epoch >= 0
                && record.getEpoch() > epoch
                && record.getEpoch() < offset;
    }

    /// Offset of the opening in force, negative while none is known.
    public long epoch() {
        return epoch;
    }

    /// Greatest number that counted under [#epoch()]; negative when there is none to follow.
    public long number() {
        return number;
    }

    /// Another rule in the same state.
    public CountingRule copy() {
        return new CountingRule(epoch, number, blind);
    }
}
