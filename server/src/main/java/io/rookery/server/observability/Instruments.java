package io.rookery.server.observability;

import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/// Makes the instruments of declared metrics, each once.
final class Instruments {
    private static final List<Double> SECONDS =
            List.of(
                    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
                    10.0, 30.0, 60.0);
    private static final List<Double> COUNTS =
            List.of(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 5_000.0);

    private final Meter meter;
    private final Set<Metric> made = ConcurrentHashMap.newKeySet();

    Instruments(Meter meter) {
        this.meter = meter;
    }

    /// Told the values of a metric when somebody reads.
    interface Observation {
        void value(double value, String... labels);

        /// The same for a count, as exact as a metric can be.
        default void value(long value, String... labels) {
            value((double) value, labels);
        }
    }

    /// A counter, or an up-down counter, that is counted as things happen.
    Counter counter(Metric metric) {
        claim(metric);
        Counter counter = new Counter(metric);
        switch (metric.kind()) {
            case COUNTER ->
                    meter.counterBuilder(metric.name())
                            .setUnit(metric.unit())
                            .setDescription(metric.doc())
                            .buildWithCallback(counter::observe);
            case UP_DOWN ->
                    meter.upDownCounterBuilder(metric.name())
                            .setUnit(metric.unit())
                            .setDescription(metric.doc())
                            .buildWithCallback(counter::observe);
            case GAUGE, HISTOGRAM -> throw wrong(metric, "a counter");
        }
        return counter;
    }

    /// A counter whose labels are put together by its user, who sees to it that they are few.
    LongCounter plain(Metric metric) {
        claim(metric);
        return meter.counterBuilder(metric.name())
                .setUnit(metric.unit())
                .setDescription(metric.doc())
                .build();
    }

    Distribution distribution(Metric metric) {
        claim(metric);
        if (metric.kind() != Metric.Kind.HISTOGRAM) {
            throw wrong(metric, "a histogram");
        }
        return new Distribution(
                metric,
                meter.histogramBuilder(metric.name())
                        .setUnit(metric.unit())
                        .setDescription(metric.doc())
                        .setExplicitBucketBoundariesAdvice(
                                metric.unit().equals("s") ? SECONDS : COUNTS)
                        .build());
    }

    /// A metric without labels that is asked for when somebody reads.
    void observed(Metric metric, DoubleSupplier value) {
        observed(metric, observation -> observation.value(value.getAsDouble()));
    }

    /// A metric that is asked for when somebody reads.
    void observed(Metric metric, Consumer<Observation> values) {
        claim(metric);
        Cells cells = new Cells(metric.labels());
        Consumer<ObservableDoubleMeasurement> callback =
                into ->
                        values.accept((value, labels) ->
                                into.record(value, cells.attributes(cells.index(labels))));
        switch (metric.kind()) {
            case COUNTER ->
                    meter.counterBuilder(metric.name())
                            .ofDoubles()
                            .setUnit(metric.unit())
                            .setDescription(metric.doc())
                            .buildWithCallback(callback);
            case UP_DOWN ->
                    meter.upDownCounterBuilder(metric.name())
                            .ofDoubles()
                            .setUnit(metric.unit())
                            .setDescription(metric.doc())
                            .buildWithCallback(callback);
            case GAUGE ->
                    meter.gaugeBuilder(metric.name())
                            .setUnit(metric.unit())
                            .setDescription(metric.doc())
                            .buildWithCallback(callback);
            case HISTOGRAM -> throw wrong(metric, "anything but a histogram");
        }
    }

    /// The metrics that have an instrument.
    Set<Metric> made() {
        return Set.copyOf(made);
    }

    private void claim(Metric metric) {
        if (!made.add(metric)) {
            throw wrong(metric, "made once");
        }
    }

    private static IllegalArgumentException wrong(Metric metric, String expected) {
        return new IllegalArgumentException(
                "metric: " + metric.name() + " (expected: " + expected + ")");
    }
}
