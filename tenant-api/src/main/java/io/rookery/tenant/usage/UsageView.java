package io.rookery.tenant.usage;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.rookery.billing.UsageRow;
import java.time.Instant;

/// What one domain used in one period.
///
/// @param period beginning of the period, in UTC
/// @param domain the domain's name
/// @param meter what was counted
/// @param unit what one of the quantity is
/// @param quantity how much
@Serdeable(naming = SnakeCaseStrategy.class)
record UsageView(Instant period, String domain, String meter, String unit, long quantity) {
    static UsageView of(UsageRow row) {
        return new UsageView(
                row.period(), row.domain(), row.meter().key(), row.meter().unit(), row.quantity());
    }
}
