package io.rookery.billing;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which usage to read. The period is half open and in UTC.
///
/// @param meter null for every meter that has this granularity
/// @param domain null for every domain of the tenant
/// @param after read on behind this row, null from the beginning
/// @param limit rows at most, 1 to [#MAX_ROWS]
public record UsageQuery(
        UUID tenant,
        Instant from,
        Instant to,
        Granularity granularity,
        @Nullable Meter meter,
        @Nullable String domain,
        @Nullable Position after,
        int limit) {
    /// Most rows of one answer.
    public static final int MAX_ROWS = 1_001;

    public UsageQuery {
        if (limit < 1 || limit > MAX_ROWS) {
            throw new IllegalArgumentException(
                    "limit: " + limit + " (expected: 1 to " + MAX_ROWS + ")");
        }
    }

    /// Length of the periods that quantities are given for.
    public enum Granularity {
        HOUR,
        DAY,
        /// The only one that has meters which count distinct subjects.
        MONTH
    }

    /// Place of a row in the order of rows.
    public record Position(Instant period, Meter meter, String domain) {}
}
