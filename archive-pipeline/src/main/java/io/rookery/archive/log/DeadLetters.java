package io.rookery.archive.log;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// The topic of records that could not be read or stored, each as it was, with the reason beside
/// it. Its key is where the record lies in the log, `topic/partition/offset`: what was put aside
/// twice, because an archiver died in between, is known by it.
///
/// Seldom used, so that it connects each time.
public final class DeadLetters {
    private static final int MILLIS = 4_000;
    private static final int PARK_MILLIS = 15_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String REASON = "reason";
    private static final String SOURCE_KEY = "source-key";

    /// A record's bytes and what is around them must be under the topic's limit.
    private static final int MAX_BYTES = 1 << 20;

    private static final int MAX_KEY_BYTES = 4_096;
    private static final int MAX_REASON_CHARS = 500;

    private final String bootstrap;
    private final String topic;

    /// @param topic must be there, with one partition
    public DeadLetters(String bootstrap, String topic) {
        this.bootstrap = bootstrap;
        this.topic = topic;
    }

    /// A record that is put aside.
    ///
    /// @param key of the record, empty when it has none
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record Parked(
            String topic, int partition, long offset, byte[] key, byte[] value, String reason) {
        String place() {
            return topic + '/' + partition + '/' + offset;
        }
    }

    /// Puts records aside, and returns when all brokers have them.
    ///
    /// @throws KafkaException when that is not known
    public void park(List<Parked> records) {
        Map<String, Object> config = new HashMap<>();
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PARK_MILLIS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PARK_MILLIS / 2);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PARK_MILLIS);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * MAX_BYTES);
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (Parked record : records) {
                sent.add(producer.send(letter(record)));
            }
            for (Future<?> each : sent) {
                each.get(2L * PARK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("dead letters: interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("dead letters: not put aside: " + Clients.reason(e), e);
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private ProducerRecord<byte[], byte[]> letter(Parked record) {
        byte[] value = record.value();
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        topic,
                        bytes(record.place()),
                        value.length > MAX_BYTES ? Arrays.copyOf(value, MAX_BYTES) : value);
        String reason = record.reason();
        letter.headers()
                .add(
                        REASON,
                        bytes(reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARS))));
        byte[] key = record.key();
        if (key.length > 0 && key.length <= MAX_KEY_BYTES) {
            letter.headers().add(SOURCE_KEY, key);
        }
        return letter;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// A record that was put aside.
    ///
    /// @param topic and partition and offset: where it lies in the log
    /// @param key of the record in the log
    @SuppressWarnings("ArrayRecordComponent") // shown, never compared
    public record Letter(
            String topic,
            int partition,
            long offset,
            Instant parkedAt,
            String reason,
            String key,
            byte[] value) {
        public int bytes() {
            return value.length;
        }
    }

    /// The newest, the last one first; at most `limit`. Blocks for some seconds at most.
    ///
    /// @throws KafkaException when Kafka does not answer in time
    public List<Letter> newest(int limit) {
        Map<String, Object> config = new HashMap<>();
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, MILLIS);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, MILLIS);
        TopicPartition partition = new TopicPartition(topic, 0);
        ArrayDeque<Letter> newest = new ArrayDeque<>();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(Set.of(partition));
            long end = consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
            long begin = consumer.beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(begin, end - limit));
            long give = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
            while (consumer.position(partition) < end && System.nanoTime() < give) {
                for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
                    newest.addFirst(read(entry));
                }
            }
        }
        return List.copyOf(newest);
    }

    private static Letter read(ConsumerRecord<byte[], byte[]> entry) {
        String[] place = text(entry.key()).split("/", 3);
        boolean whole = place.length == 3;
        return new Letter(
                whole ? place[0] : "",
                whole ? Integer.parseInt(place[1]) : 0,
                whole ? Long.parseLong(place[2]) : 0,
                Instant.ofEpochMilli(entry.timestamp()),
                header(entry, REASON),
                header(entry, SOURCE_KEY),
                entry.value() == null ? new byte[0] : entry.value());
    }

    private static String header(ConsumerRecord<byte[], byte[]> entry, String name) {
        Header header = entry.headers().lastHeader(name);
        return header == null ? "" : text(header.value());
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
