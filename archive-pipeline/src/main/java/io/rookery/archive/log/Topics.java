package io.rookery.archive.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/// The two topics of an installation: makes them once, and refuses to start on others.
public final class Topics {
    /// What a record may be larger on the wire than its value: key, header, batch.
    static final int RECORD_OVERHEAD = 16 << 10;

    private static final Duration RETRY = Duration.ofMillis(50);

    private Topics() {}

    /// Creates the topics that are missing and checks the number of shards.
    ///
    /// @param replication replicas of each partition; with 2 or more, two must have a record
    /// @param retention how long records are kept: longer than the longest outage of PostgreSQL
    /// @param timeout how long to wait for brokers
    /// @throws IllegalStateException when `accountsTopic` has another number of partitions
    /// @throws TimeoutException when brokers do not answer in time
    public static void ensure(
            LogSettings settings,
            int recordBytes,
            int replication,
            Duration retention,
            Duration timeout)
            throws TimeoutException, InterruptedException {
        try (Admin admin = Clients.admin(settings)) {
            create(
                    admin,
                    List.of(
                            topic(
                                    settings.accountsTopic(),
                                    settings.shards(),
                                    recordBytes,
                                    replication,
                                    retention),
                            topic(
                                    settings.usageTopic(),
                                    settings.usagePartitions(),
                                    recordBytes,
                                    replication,
                                    retention)),
                    timeout);
            check(admin, settings, timeout);
        }
    }

    private static NewTopic topic(
            String name, int partitions, int recordBytes, int replication, Duration retention) {
        return new NewTopic(name, partitions, (short) replication)
                .configs(
                        Map.of(
                                // Brokers' time, which does not go back when a shard moves.
                                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                                "LogAppendTime",
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(retention.toMillis()),
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(recordBytes + RECORD_OVERHEAD),
                                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                                replication > 1 ? "2" : "1",
                                TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
                                "false"));
    }

    private static void create(Admin admin, List<NewTopic> topics, Duration timeout)
            throws TimeoutException, InterruptedException {
        for (var created : admin.createTopics(topics).values().values()) {
            try {
                created.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw failure(e);
                }
            }
        }
    }

    private static void check(Admin admin, LogSettings settings, Duration timeout)
            throws TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                check(settings, partitions(admin, settings.accountsTopic(), timeout));
                return;
            } catch (ExecutionException e) {
                // A broker may not yet know the topic that the controller has made.
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
                    throw failure(e);
                }
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    private static int partitions(Admin admin, String topic, Duration timeout)
            throws ExecutionException, TimeoutException, InterruptedException {
        return admin
                .describeTopics(Set.of(topic))
                .allTopicNames()
                .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .values()
                .stream()
                .mapToInt(description -> description.partitions().size())
                .sum();
    }

    private static void check(LogSettings settings, int partitions) {
        if (partitions != settings.shards()) {
            throw new IllegalStateException(
                    "shards: "
                            + settings.shards()
                            + " (expected: "
                            + partitions
                            + ", as topic "
                            + settings.accountsTopic()
                            + " has)");
        }
    }

    private static RuntimeException failure(ExecutionException e) throws TimeoutException {
        if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
            TimeoutException timeout = new TimeoutException("Kafka: " + Clients.reason(e));
            timeout.initCause(e);
            throw timeout;
        }
        return new IllegalStateException("Kafka topics: " + Clients.reason(e), e);
    }
}
