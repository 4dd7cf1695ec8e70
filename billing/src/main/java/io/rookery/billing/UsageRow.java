package io.rookery.billing;

import java.time.Instant;

/// What one domain used in one period.
///
/// @param period beginning of the hour, day or month, in UTC
/// @param quantity in the meter's unit
public record UsageRow(Instant period, Meter meter, String domain, long quantity) {
    /// Where reading goes on behind this row.
    public UsageQuery.Position position() {
        return new UsageQuery.Position(period, meter, domain);
    }
}
