package io.rookery.archive.log;

import io.rookery.archive.Limits;
import io.rookery.routing.port.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Looks where the account log ends. Seldom: it connects each time.
public final class LogEnds {
    private static final Duration FETCH_WAIT = Duration.ofMillis(100);

    private final LogSettings settings;
    private final Limits.Log limits;

    public LogEnds(LogSettings settings, Limits.Log limits) {
        this.settings = settings;
        this.limits = limits;
    }

    /// The offset behind the last record of each partition, in their order. Blocks.
    ///
    /// @throws UnavailableException when Kafka does not answer in time
    public List<Long> read() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < settings.shards(); partition++) {
            partitions.add(new TopicPartition(settings.accountsTopic(), partition));
        }
        try (Consumer<byte[], byte[]> consumer = Clients.reader(settings, limits, FETCH_WAIT)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            return partitions.stream().map(partition -> ends.getOrDefault(partition, 0L)).toList();
        } catch (KafkaException e) {
            throw new UnavailableException("log ends: " + Clients.reason(e), e);
        }
    }
}
