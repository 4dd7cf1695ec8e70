package io.rookery.server.observability;

import static io.rookery.server.observability.Metric.counter;
import static io.rookery.server.observability.Metric.gauge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;

/// What Kafka's clients of this node tell of themselves, as metrics, over all clients of a kind.
final class KafkaMetrics {
    private static final String PRODUCER = "producer-metrics";
    private static final String CONSUMER = "consumer-fetch-manager-metrics";
    private static final double MILLIS = 1_000;

    static final Metric SENT =
            counter("rookery.kafka.producer.records", "{record}", "Records that were sent.");
    static final Metric SENT_BYTES =
            counter("rookery.kafka.producer.sent", "By", "Bytes that producers sent.");
    static final Metric ERRORS =
            counter(
                    "rookery.kafka.producer.errors",
                    "{record}",
                    "Records that could not be sent, or whose fate is unknown.");
    static final Metric RETRIES =
            counter("rookery.kafka.producer.retries", "{record}", "Sends that were tried again.");
    static final Metric LATENCY =
            gauge(
                    "rookery.kafka.producer.latency",
                    "s",
                    "Mean time until brokers answered a producer, of the slowest producer.");
    static final Metric QUEUED =
            gauge(
                    "rookery.kafka.producer.queue.duration",
                    "s",
                    "Mean time that records waited in a producer, of the slowest producer.");
    static final Metric BUFFER =
            gauge(
                    "rookery.kafka.producer.buffer.available",
                    "By",
                    "Memory that producers have left for records that wait.");
    static final Metric READ =
            counter("rookery.kafka.consumer.records", "{record}", "Records that were read.");
    static final Metric READ_BYTES =
            counter("rookery.kafka.consumer.read", "By", "Bytes that consumers read.");
    static final Metric FETCH_LATENCY =
            gauge(
                    "rookery.kafka.consumer.latency",
                    "s",
                    "Mean time of a fetch, of the slowest consumer; brokers wait for records.");

    static final List<Metric> ALL =
            List.of(
                    SENT,
                    SENT_BYTES,
                    ERRORS,
                    RETRIES,
                    LATENCY,
                    QUEUED,
                    BUFFER,
                    READ,
                    READ_BYTES,
                    FETCH_LATENCY);

    private enum Over {
        SUM,
        MAX
    }

    /// A figure of Kafka's own.
    private record Source(String group, String name, Over over, double unit) {}

    private static final Map<Metric, Source> SOURCES =
            Map.of(
                    SENT, new Source(PRODUCER, "record-send-total", Over.SUM, 1),
                    SENT_BYTES, new Source(PRODUCER, "outgoing-byte-total", Over.SUM, 1),
                    ERRORS, new Source(PRODUCER, "record-error-total", Over.SUM, 1),
                    RETRIES, new Source(PRODUCER, "record-retry-total", Over.SUM, 1),
                    LATENCY, new Source(PRODUCER, "request-latency-avg", Over.MAX, MILLIS),
                    QUEUED, new Source(PRODUCER, "record-queue-time-avg", Over.MAX, MILLIS),
                    BUFFER, new Source(PRODUCER, "buffer-available-bytes", Over.SUM, 1),
                    READ, new Source(CONSUMER, "records-consumed-total", Over.SUM, 1),
                    READ_BYTES, new Source(CONSUMER, "bytes-consumed-total", Over.SUM, 1),
                    FETCH_LATENCY, new Source(CONSUMER, "fetch-latency-avg", Over.MAX, MILLIS));

    private final Map<MetricName, KafkaMetric> known = new ConcurrentHashMap<>();
    // Totals of clients that are closed, so that a sum never shrinks.
    private final Map<String, Double> ended = new ConcurrentHashMap<>();

    KafkaMetrics(Instruments instruments) {
        ALL.forEach(metric ->
                instruments.observed(metric, into -> into.value(value(metric, source(metric)))));
    }

    private static Source source(Metric metric) {
        Source source = SOURCES.get(metric);
        if (source == null) {
            throw new IllegalArgumentException(
                    "metric: " + metric.name() + " (expected: one of Kafka's)");
        }
        return source;
    }

    /// What a client's configuration needs in order to tell.
    Map<String, Object> clientConfiguration() {
        Map<String, Object> configuration = new HashMap<>();
        configuration.put("metric.reporters", List.of(KafkaReporter.class));
        configuration.put(KafkaReporter.LISTENER, this);
        return configuration;
    }

    void changed(KafkaMetric metric) {
        if (isOfClient(metric.metricName())) {
            known.put(metric.metricName(), metric);
        }
    }

    void removed(KafkaMetric metric) {
        MetricName name = metric.metricName();
        if (known.remove(name) != null && name.name().endsWith("-total")) {
            ended.merge(name.group() + name.name(), number(metric), Double::sum);
        }
    }

    /// Not by topic, partition or broker.
    private static boolean isOfClient(MetricName name) {
        return (name.group().equals(PRODUCER) || name.group().equals(CONSUMER))
                && name.tags().keySet().equals(Set.of("client-id"));
    }

    private double value(Metric metric, Source source) {
        double value =
                metric.kind() == Metric.Kind.COUNTER
                        ? ended.getOrDefault(source.group + source.name, 0.0)
                        : 0;
        for (KafkaMetric each : known.values()) {
            MetricName name = each.metricName();
            if (name.name().equals(source.name) && name.group().equals(source.group)) {
                double number = number(each);
                value =
                        switch (source.over) {
                            case SUM -> value + number;
                            case MAX -> Math.max(value, number);
                        };
            }
        }
        return value / source.unit;
    }

    private static double number(KafkaMetric metric) {
        return metric.metricValue() instanceof Number number
                        && Double.isFinite(number.doubleValue())
                ? number.doubleValue()
                : 0;
    }
}
