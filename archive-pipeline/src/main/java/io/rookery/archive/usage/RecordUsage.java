package io.rookery.archive.usage;

import io.rookery.routing.port.RecordFlags;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.wire.Direction;
import io.rookery.routing.wire.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What one `Stored` record is counted as. Event ids are `topic/partition/offset/meter`.
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

    /// The events of `record`, which is at `position` (`topic/partition/offset`) and owned by
    /// `owner`.
    public static List<UsageEvent> of(
            String position, TenantId tenant, String owner, Stored record) {
        Instant at = Instant.ofEpochMilli(record.getStampMillis());
        String domain = owner.substring(owner.indexOf('@') + 1);
        int flags = record.getFlags();
        boolean sent = record.getDirection() == Direction.SENT;
        List<UsageEvent> events = new ArrayList<>(3);
        if ((flags & RecordFlags.COUNTED) != 0) {
            String meter = sent ? MESSAGES_SENT : MESSAGES_RECEIVED;
            events.add(event(position, tenant, domain, meter, 1, at, ""));
            if (sent) {
                events.add(event(position, tenant, domain, ACTIVE_USERS, 1, at, owner));
            }
        }
        if ((flags & RecordFlags.ARCHIVE) != 0) {
            long bytes = record.getStanza().getSerializedSize();
            events.add(event(position, tenant, domain, ARCHIVE_BYTES, bytes, at, ""));
        }
        return events;
    }

    private static UsageEvent event(
            String position,
            TenantId tenant,
            String domain,
            String meter,
            long quantity,
            Instant at,
            String subject) {
        return new UsageEvent(position + '/' + meter, tenant, domain, meter, quantity, at, subject);
    }
}
