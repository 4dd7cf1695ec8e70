package io.rookery.billing;

import java.time.Instant;
import java.util.UUID;

/// One event to be counted. Two with the same tenant and event id are one event.
///
/// @param eventId deterministic, 1 to 200 characters: whoever sends the event again sends the same
/// @param domain the domain it is counted for, as JIDs have it
/// @param subject whom it is about; needed where different subjects are counted, else empty
/// @param quantity in the meter's unit; negative only to correct a sum
public record UsageEntry(
        UUID tenant,
        String eventId,
        Meter meter,
        String domain,
        String subject,
        long quantity,
        Instant occurredAt) {
    private static final int MAX_EVENT_ID_CHARS = 200;

    public UsageEntry {
        if (eventId.isEmpty() || eventId.length() > MAX_EVENT_ID_CHARS) {
            throw new IllegalArgumentException(
                    "event id: " + eventId.length() + " characters (expected: 1 to 200)");
        }
        if (quantity < 0 && meter.aggregation() != Meter.Aggregation.SUM) {
            throw new IllegalArgumentException(
                    "quantity: " + quantity + " (expected: 0 or more for " + meter.key() + ")");
        }
        if (subject.isEmpty() && meter.aggregation() == Meter.Aggregation.DISTINCT) {
            throw new IllegalArgumentException("subject: empty (expected: one for " + meter + ")");
        }
    }
}
