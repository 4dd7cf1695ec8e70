package io.rookery.tenant.http;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One page of a list.
///
/// @param data the rows
/// @param nextCursor what to send as `cursor` for the page behind this one; null on the last
/// @param hasMore whether there is a page behind this one
@Serdeable(naming = SnakeCaseStrategy.class)
public record Page<T>(List<T> data, @Nullable String nextCursor, boolean hasMore) {
    public Page {
        data = List.copyOf(data);
    }

    /// The page of rows that were asked for by [PageRequest#fetch].
    ///
    /// @param key where to read on behind a row
    public static <T> Page<T> of(PageRequest request, List<T> fetched, Function<T, String> key) {
        if (fetched.size() < request.fetch()) {
            return new Page<>(fetched, null, false);
        }
        List<T> rows = fetched.subList(0, request.limit());
        return new Page<>(rows, PageRequest.cursor(key.apply(rows.getLast())), true);
    }
}
