package io.rookery.server.observability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// What a metric is divided by. Its values are a closed set: whatever a peer, a tenant or a later
/// version says that is not in it is counted as [#OTHER], so that nobody outside can make a series.
record Label(String key, List<String> values) {
    static final String OTHER = "other";

    Label {
        List<String> all = new ArrayList<>(values);
        all.remove(OTHER);
        all.add(OTHER);
        values = List.copyOf(all);
    }

    static Label of(String key, String... values) {
        return new Label(key, List.of(values));
    }

    static <E extends Enum<E>> Label of(String key, Class<E> type, Function<E, String> text) {
        return new Label(key, Arrays.stream(type.getEnumConstants()).map(text).toList());
    }

    /// A label whose values the code does not list, but some other closed set of this code is.
    static Label ofCode(String key, String whose) {
        return new Label(key, List.of("(" + whose + ")"));
    }

    /// Place of a value, the last one for a value that is not known.
    int index(String value) {
        int index = values.indexOf(value);
        return index < 0 ? values.size() - 1 : index;
    }
}
