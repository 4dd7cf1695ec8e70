package io.rookery.testkit.fake;

import io.rookery.routing.wire.LogRecord;

/// Which records of a partition count (docs/protocol.md §6): those of the last opening before them,
/// up to the first number that is missing under it. Fed a partition from its beginning.
final class Counting {
    private long epoch = -1;
    private long number;

    boolean counts(FakeLog.Entry entry) {
        LogRecord record = entry.record();
        if (record.hasOpening()) {
            epoch = entry.offset();
            number = 0;
            return false;
        }
        if (record.getEpoch() != epoch || entry.number() != number + 1) {
            return false;
        }
        number = entry.number();
        return true;
    }

    long epoch() {
        return epoch;
    }
}
