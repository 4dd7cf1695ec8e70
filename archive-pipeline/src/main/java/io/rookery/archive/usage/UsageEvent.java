package io.rookery.archive.usage;

import io.rookery.routing.port.TenantId;
import java.time.Instant;

/// One thing to count.
///
/// @param eventId names the event for ever: written twice, it counts once
/// @param domain the domain it is counted for
/// @param meter what is counted, such as `messages_sent`
/// @param quantity how much of it
/// @param subject whom, for meters of distinct subjects; else empty
public record UsageEvent(
        String eventId,
        TenantId tenant,
        String domain,
        String meter,
        long quantity,
        Instant occurredAt,
        String subject) {}
