package io.rookery.archive.usage;

import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.wire.Direction;
import io.rookery.routing.wire.Stored;

/// What one `Stored` record is counted as.
public final class RecordUsage {
    /// Messages that an account sent.
    public static final String MESSAGES_SENT = "messages_sent";

    /// Messages accepted for an account.
    public static final String MESSAGES_RECEIVED = "messages_received";

    /// Bytes of stanzas put into archives.
    public static final String ARCHIVE_BYTES = "archive_bytes";

    /// Accounts that were connected: who sends is. Those who only listen are sampled at the edge.
    public static final String ACTIVE_USERS = "active_users";

    private RecordUsage() {}

    /// Whether its owner is one of the active users of its month.
    public static boolean isActivity(Stored record) {
        return isCounted(record) && record.getDirection() == Direction.SENT;
    }

    /// The meter that counts the message; empty when none does.
    public static String messageMeter(Stored record) {
        if (!isCounted(record)) {
            return "";
        }
        return record.getDirection() == Direction.SENT ? MESSAGES_SENT : MESSAGES_RECEIVED;
    }

    /// What is added to [#ARCHIVE_BYTES]; 0 when it is not archived.
    public static long archiveBytes(Stored record) {
        return (record.getFlags() & RecordFlags.ARCHIVE) != 0
                ? record.getStanza().getSerializedSize()
                : 0;
    }

    private static boolean isCounted(Stored record) {
        return (record.getFlags() & RecordFlags.COUNTED) != 0;
    }
}
