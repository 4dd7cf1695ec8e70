package io.rookery.server.observability;

import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// A count in cells. Counting is one addition without a look-up or an allocation when the cell was
/// asked for before; the sum is made when somebody reads. Any thread.
final class Counter {
    private final Cells cells;
    private final LongAdder[] adders;
    // Cells that have been shown once are shown for ever.
    private final AtomicLongArray touched;

    Counter(Metric metric) {
        this.cells = new Cells(metric.labels());
        this.adders = Stream.generate(LongAdder::new).limit(cells.size()).toArray(LongAdder[]::new);
        this.touched = new AtomicLongArray(cells.size());
    }

    /// Where values of these labels are counted, to be kept by hot paths.
    LongAdder cell(String... values) {
        return adders[cells.index(values)];
    }

    /// One more.
    void add(String... values) {
        cell(values).increment();
    }

    void observe(ObservableLongMeasurement measurement) {
        for (int i = 0; i < adders.length; i++) {
            long sum = adders[i].sum();
            if (sum != 0) {
                touched.set(i, 1);
            }
            if (cells.shownAtZero(i) || touched.get(i) != 0) {
                measurement.record(sum, cells.attributes(i));
            }
        }
    }
}
