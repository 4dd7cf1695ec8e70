package io.rookery.server.observability;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.jspecify.annotations.Nullable;

/// Tells [KafkaMetrics] of one client's figures. Public, because Kafka makes it by its name.
public final class KafkaReporter implements MetricsReporter {
    static final String LISTENER = "rookery.metrics";

    private @Nullable KafkaMetrics listener;

    @Override
    public void configure(Map<String, ?> configuration) {
        if (configuration.get(LISTENER) instanceof KafkaMetrics metrics) {
            listener = metrics;
        }
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        if (listener != null) {
            listener.changed(metric);
        }
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
        if (listener != null) {
            listener.removed(metric);
        }
    }

    @Override
    public void close() {
        // What is closed has been removed before.
    }
}
