package io.rookery.server.observability;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.ArrayList;
import java.util.List;

/// Every combination of a metric's label values, made once: counting needs no attributes of its
/// own.
final class Cells {
    private final List<Label> labels;
    private final List<Attributes> attributes;

    Cells(List<Label> labels) {
        this.labels = labels;
        List<Attributes> all = List.of(Attributes.empty());
        for (Label label : labels) {
            List<Attributes> wider = new ArrayList<>();
            for (Attributes before : all) {
                for (String value : label.values()) {
                    AttributesBuilder builder = before.toBuilder();
                    wider.add(builder.put(label.key(), value).build());
                }
            }
            all = wider;
        }
        this.attributes = List.copyOf(all);
    }

    int size() {
        return attributes.size();
    }

    Attributes attributes(int cell) {
        return attributes.get(cell);
    }

    /// The cell of these values, one for each label in order.
    int index(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(
                    "labels: " + values.length + " (expected: " + labels.size() + ")");
        }
        int index = 0;
        for (int i = 0; i < values.length; i++) {
            Label label = labels.get(i);
            index = index * label.values().size() + label.index(values[i]);
        }
        return index;
    }

    /// Whether a cell is shown before anything was counted in it: known values of one label are,
    /// combinations would be too many.
    boolean shownAtZero(int cell) {
        return switch (labels.size()) {
            case 0 -> true;
            case 1 -> cell < attributes.size() - 1;
            default -> false;
        };
    }
}
