package io.rookery.archive.log;

import io.rookery.archive.Limits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Makes Kafka's clients, with the few settings that differ from its defaults.
public final class Clients {
    /// What a record may be larger on the wire than its value: key, header, batch.
    private static final int RECORD_OVERHEAD = 16 << 10;

    private static final int FETCH_BYTES = 8 << 20;
    private static final int POLL_RECORDS = 5_000;
    // As many may be missed before a member counts as gone.
    private static final int HEARTBEATS = 4;

    private Clients() {}

    static Producer<byte[], byte[]> producer(LogSettings settings, Limits.Log limits) {
        Map<String, Object> config = common(settings);
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.LINGER_MS_CONFIG, millis(limits.linger()));
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, limits.batchBytes());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, limits.bufferBytes());
        // Batches of a shard are a record or two: compressing them costs more than it saves.
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(limits.deliveryTimeout()));
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(limits.requestTimeout()));
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, limits.blockTimeout().toMillis());
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, limits.recordBytes() + RECORD_OVERHEAD);
        // A topic once known stays known: an append never waits for metadata of an idle topic.
        config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// A consumer that belongs to no group and reads what it is told to. Brokers keep a fetch for
    /// `fetchWait` while there is nothing; closing waits as long.
    static Consumer<byte[], byte[]> reader(
            LogSettings settings, Limits.Log limits, Duration fetchWait) {
        Map<String, Object> config = consumer(settings);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(limits.stallTimeout()));
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, millis(fetchWait));
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// A consumer of a group that shares the partitions out; where to read is not kept in Kafka.
    public static Consumer<byte[], byte[]> member(
            LogSettings settings, String group, Limits.Ingest limits) {
        Map<String, Object> config = consumer(settings);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(limits.silence()));
        config.put(
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                millis(limits.silence().dividedBy(HEARTBEATS)));
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, limits.batchRecords());
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, limits.batchBytes());
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<String, Object> consumer(LogSettings settings) {
        Map<String, Object> config = common(settings);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return config;
    }

    private static Map<String, Object> common(LogSettings settings) {
        Map<String, Object> config = new HashMap<>(settings.client());
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        // Metrics of the clients themselves are not asked for by brokers.
        config.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return config;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    /// What Kafka's exception says, or what its cause does.
    static String reason(Throwable failure) {
        Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
