package io.rookery.archive.log;

import io.rookery.archive.Limits;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.port.UsageLog;
import io.rookery.routing.wire.UsageSample;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/// Sampled usage on Kafka: key tenant, value protobuf. It has a producer of its own, so that
/// samples and messages do not wait for each other.
public final class KafkaUsageLog implements UsageLog, AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final String topic;
    private final Producer<byte[], byte[]> producer;

    private KafkaUsageLog(String topic, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
    }

    /// Connects. Brokers need not be there yet; once they are, the topic must be.
    public static KafkaUsageLog connect(LogSettings settings, Limits.Log limits) {
        return new KafkaUsageLog(settings.usageTopic(), Clients.producer(settings, limits));
    }

    @Override
    public CompletionStage<Void> send(List<UsageSample> samples) {
        return CompletableFuture.allOf(
                samples.stream().map(this::send).toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Long> send(UsageSample sample) {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        byte[] key =
                HexFormat.of()
                        .formatHex(sample.getTenant().toByteArray())
                        .getBytes(StandardCharsets.UTF_8);
        try {
            Future<RecordMetadata> _ =
                    producer.send(
                            new ProducerRecord<>(topic, key, sample.toByteArray()),
                            (metadata, failure) -> {
                                if (failure == null) {
                                    sent.complete(metadata.offset());
                                } else {
                                    fail(sent, failure);
                                }
                            });
        } catch (KafkaException | IllegalStateException e) {
            fail(sent, e);
        }
        return sent;
    }

    private void fail(CompletableFuture<Long> sent, Exception failure) {
        sent.completeExceptionally(
                new UnavailableException(topic + ": " + Clients.reason(failure), failure));
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
