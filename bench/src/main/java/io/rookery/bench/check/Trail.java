package io.rookery.bench.check;

import io.rookery.bench.journal.Key;

/// What is known of one message. Times are nanoseconds of the run's clock, 0 when it did not
/// happen.
final class Trail {
    final Key key;
    long sent;
    long acknowledged;
    long received;
    boolean refused;
    int inSendersArchive;
    int inRecipientsArchive;
    boolean pending;

    Trail(Key key) {
        this.key = key;
    }

    /// Whether the server has taken it upon itself.
    boolean counts() {
        return acknowledged != 0 && !refused;
    }
}
