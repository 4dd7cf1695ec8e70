package io.rookery.server.observability;

import io.opentelemetry.api.metrics.DoubleHistogram;
import java.time.Duration;

/// A histogram in cells. Any thread.
final class Distribution {
    private static final double NANOS = 1e9;

    private final Cells cells;
    private final DoubleHistogram histogram;

    Distribution(Metric metric, DoubleHistogram histogram) {
        this.cells = new Cells(metric.labels());
        this.histogram = histogram;
    }

    /// The cell of these values, for [#record(int, double)].
    int cell(String... values) {
        return cells.index(values);
    }

    void record(int cell, double value) {
        histogram.record(value, cells.attributes(cell));
    }

    void record(double value) {
        record(0, value);
    }

    void took(int cell, Duration duration) {
        record(cell, duration.toNanos() / NANOS);
    }

    void took(Duration duration) {
        took(0, duration);
    }

    void took(Duration duration, String value) {
        took(cell(value), duration);
    }
}
