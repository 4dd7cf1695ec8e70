package io.rookery.tenant.operator;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of sessions.
///
/// @param silent who did not answer: edges, also one that was asked for and nobody is known by, or
///   the account that was asked for; what they have is missing
@Serdeable(naming = SnakeCaseStrategy.class)
record SessionRows(
        List<SessionRow> data, @Nullable String nextCursor, boolean hasMore, List<String> silent) {
    SessionRows {
        data = List.copyOf(data);
        silent = List.copyOf(silent);
    }
}
