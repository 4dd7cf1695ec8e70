package io.rookery.archive.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.archive.backend.Records;
import io.rookery.routing.port.MessageLog;
import io.rookery.routing.port.RecordFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Kafka's own stand-in for a producer says when a record is confirmed, and where.
class OpenPartitionTest {
    private static final TopicPartition ZERO = new TopicPartition("accounts", 0);

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(
                    false,
                    new RoundRobinPartitioner(),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
    private final List<String> left = new ArrayList<>();
    private final OpenPartition partition =
            new OpenPartition(new Host(), ZERO, new SilentListener());
    private long epoch;

    @BeforeEach
    void open() {
        epoch = foreign();
        partition.fenced(new Tail.Start(0, -1), epoch);
    }

    @Test
    void record_is_durable_when_it_is_confirmed_right_behind_the_opening() {
        CompletableFuture<Long> first = append();
        CompletableFuture<Long> second = append();

        producer.completeNext();

        assertThat(first).isCompletedWithValue(epoch + 1);
        assertThat(second).isNotDone();
        producer.completeNext();
        assertThat(second).isCompletedWithValue(epoch + 2);
    }

    @Test
    void record_behind_a_foreign_one_waits_until_the_log_was_read_that_far() {
        foreign();
        CompletableFuture<Long> behind = append();
        CompletableFuture<Long> next = append();
        producer.completeNext();
        producer.completeNext();

        partition.verified(epoch + 2);
        assertThat(behind).isNotDone();

        partition.verified(epoch + 3);
        assertThat(behind).isCompletedWithValue(epoch + 2);
        assertThat(next).isCompletedWithValue(epoch + 3);
    }

    @Test
    void log_may_be_read_further_before_the_confirmation_comes() {
        foreign();
        CompletableFuture<Long> behind = append();
        partition.verified(epoch + 3);

        producer.completeNext();

        assertThat(behind).isCompletedWithValue(epoch + 2);
    }

    @Test
    void what_waits_behind_another_opening_fails_when_that_is_read() {
        foreign();
        CompletableFuture<Long> behind = append();
        producer.completeNext();

        partition.lost("opened by two");

        assertThat(behind).isCompletedExceptionally();
        assertThat(left).containsExactly("opened by two");
        assertThat(append()).isCompletedExceptionally();
    }

    @Test
    void record_behind_one_that_failed_is_not_durable() {
        CompletableFuture<Long> failing = append();
        CompletableFuture<Long> following = append();

        producer.errorNext(new IllegalStateException("of the test"));
        producer.completeNext();

        assertThat(failing).isCompletedExceptionally();
        assertThat(following).isCompletedExceptionally();
    }

    private CompletableFuture<Long> append() {
        return partition
                .append(
                        Records.stored(
                                epoch,
                                Records.id(1),
                                "romeo@acme.test/orchard",
                                RecordFlags.ARCHIVE))
                .toCompletableFuture();
    }

    /// Something that this partition has not written; gives its offset.
    private long foreign() {
        var sent = producer.send(new ProducerRecord<>(ZERO.topic(), 0, new byte[0], new byte[0]));
        producer.completeNext();
        try {
            return sent.get().offset();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private final class Host implements OpenPartition.Host {
        @Override
        public Producer<byte[], byte[]> producer() {
            return producer;
        }

        @Override
        public int recordBytes() {
            return 1 << 20;
        }

        @Override
        public CompletionStage<List<MessageLog.Positioned>> reread(
                OpenPartition partition, String owner) {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public void left(OpenPartition partition, @Nullable String lost) {
            left.add(String.valueOf(lost));
        }
    }

    private static final class SilentListener implements MessageLog.Listener {
        @Override
        public void replayed(MessageLog.Positioned record) {}

        @Override
        public void fenced(long epoch, boolean whole) {}

        @Override
        public void lost(String reason) {}
    }
}
