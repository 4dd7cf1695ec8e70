package io.rookery.server.doctor;

import io.rookery.routing.port.watch.Finding;
import io.rookery.server.doctor.Findings.Trouble;
import io.rookery.server.roles.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/// Whether Kafka's brokers are there and keep as many copies as they should, where the log ends,
/// and whether records were put aside. It connects each time: nobody asks often.
public final class KafkaCheck {
    private static final int MILLIS = 4_000;

    private final Supplier<String> bootstrapServers;

    public KafkaCheck(Supplier<String> bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    private Admin admin() {
        return Admin.create(
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers.get(),
                        AdminClientConfig.CLIENT_ID_CONFIG,
                        "doctor",
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        MILLIS,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        MILLIS));
    }

    private static <T> T await(org.apache.kafka.common.KafkaFuture<T> future) {
        try {
            return future.get(MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        } catch (ExecutionException e) {
            throw new KafkaException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new KafkaException("no answer within " + MILLIS + " ms", e);
        }
    }

    public List<Finding> look() {
        Findings found = new Findings("");
        Admin admin = admin();
        try {
            Set<Integer> alive = new HashSet<>();
            for (Node node : await(admin.describeCluster().nodes())) {
                alive.add(node.id());
            }
            Map<String, TopicDescription> topics =
                    await(admin.describeTopics(Topics.NAMES).allTopicNames());
            replicas(found, topics.values(), alive);
            parked(found, admin, topics);
        } catch (KafkaException e) {
            found.error(
                    new Trouble(
                            "kafka-down",
                            "",
                            "Kafka does not answer: %s.".formatted(e.getMessage()),
                            "Who is online still receives, nothing is acknowledged, and no shard"
                                    + " can be opened.",
                            "Bring its brokers back; kafka.bootstrap-servers is %s."
                                    .formatted(bootstrapServers.get())));
        } finally {
            admin.close(Duration.ZERO);
        }
        return found.all();
    }

    private static void replicas(
            Findings found, Iterable<TopicDescription> topics, Set<Integer> alive) {
        Set<Integer> missing = new TreeSet<>();
        int leaderless = 0;
        int thin = 0;
        for (TopicDescription topic : topics) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                partition.replicas().stream()
                        .map(Node::id)
                        .filter(id -> !alive.contains(id))
                        .forEach(missing::add);
                if (partition.leader() == null || partition.leader().isEmpty()) {
                    leaderless++;
                } else if (partition.isr().size() < partition.replicas().size()) {
                    thin++;
                }
            }
        }
        if (leaderless > 0) {
            found.error(
                    new Trouble(
                            "partitions-without-leader",
                            missing.toString(),
                            "%d partitions have no leader; brokers missing: %s."
                                    .formatted(leaderless, missing),
                            "Users of these shards send nothing that is acknowledged.",
                            "Bring the missing brokers back."));
        }
        if (thin > 0) {
            found.warning(
                    new Trouble(
                            "partitions-under-replicated",
                            missing.toString(),
                            "%d partitions have fewer copies in sync than they should; brokers missing: %s."
                                    .formatted(thin, missing),
                            "The log works; with one more broker gone it would stop.",
                            "Bring the missing brokers back, or wait until they have caught up."));
        }
    }

    private static void parked(Findings found, Admin admin, Map<String, TopicDescription> topics) {
        if (!topics.containsKey(Topics.DEAD_LETTERS)) {
            return;
        }
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        partitions(topics, Topics.DEAD_LETTERS)
                .forEach(each -> {
                    first.put(each, OffsetSpec.earliest());
                    last.put(each, OffsetSpec.latest());
                });
        long count =
                sum(await(admin.listOffsets(last).all()))
                        - sum(await(admin.listOffsets(first).all()));
        if (count > 0) {
            found.warning(
                    new Trouble(
                            "dead-letters",
                            Topics.DEAD_LETTERS,
                            "%d records of the log could not be read or stored and were put aside."
                                    .formatted(count),
                            "What they say is in no archive.",
                            "`rookery dead-letters list` says where they are from and why; tell the"
                                    + " developers."));
        }
    }

    private static List<TopicPartition> partitions(
            Map<String, TopicDescription> topics, String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        TopicDescription described = topics.get(topic);
        if (described != null) {
            described
                    .partitions()
                    .forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
        }
        return partitions;
    }

    private static long sum(Map<TopicPartition, ListOffsetsResultInfo> offsets) {
        return offsets.values().stream().mapToLong(ListOffsetsResultInfo::offset).sum();
    }

    /// A topic of the log.
    ///
    /// @param id that no other topic has, also none of the same name
    /// @param ends where each partition ends
    public record Log(String id, List<Long> ends) {}

    /// The topics of the log by their names; empty when Kafka does not answer.
    public Map<String, Log> log() {
        Admin admin = admin();
        try {
            Set<String> names = Set.of(Topics.ACCOUNTS, Topics.USAGE);
            Map<String, TopicDescription> topics =
                    await(admin.describeTopics(names).allTopicNames());
            Map<String, Log> log = new HashMap<>();
            for (String name : names) {
                List<TopicPartition> partitions = partitions(topics, name);
                Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
                partitions.forEach(each -> latest.put(each, OffsetSpec.latest()));
                Map<TopicPartition, ListOffsetsResultInfo> told =
                        await(admin.listOffsets(latest).all());
                List<Long> offsets = new ArrayList<>();
                for (TopicPartition partition : partitions) {
                    ListOffsetsResultInfo end = told.get(partition);
                    offsets.add(end == null ? 0 : end.offset());
                }
                TopicDescription described = topics.get(name);
                String id = described == null ? "" : described.topicId().toString();
                log.put(name, new Log(id, offsets));
            }
            return log;
        } catch (KafkaException e) {
            return Map.of();
        } finally {
            admin.close(Duration.ZERO);
        }
    }
}
