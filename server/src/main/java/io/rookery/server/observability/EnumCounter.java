package io.rookery.server.observability;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// A cell for each constant, found before anything is counted. Any thread.
final class EnumCounter<E extends Enum<E>> {
    private final Map<E, LongAdder> cells;

    /// @param cell where a constant is counted
    EnumCounter(Class<E> type, Function<E, LongAdder> cell) {
        cells = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            cells.put(constant, cell.apply(constant));
        }
    }

    void add(E constant, long count) {
        Objects.requireNonNull(cells.get(constant)).add(count);
    }
}
