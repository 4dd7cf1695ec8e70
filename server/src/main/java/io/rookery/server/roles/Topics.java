package io.rookery.server.roles;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// The topics that a node needs: made when they are missing, and checked when they are there. The
/// number of partitions of the account log is fixed, because a shard is a partition.
public final class Topics implements Component {

    /// Records of accounts; partition *n* is shard *n*.
    public static final String ACCOUNTS = "rookery-accounts";

    /// Samples of usage, keyed by tenant.
    public static final String USAGE = "rookery-usage";

    /// Records of the other two that could not be read or stored, with the reason.
    public static final String DEAD_LETTERS = "rookery-dead-letters";

    /// All of them.
    public static final Set<String> NAMES = Set.of(ACCOUNTS, USAGE, DEAD_LETTERS);

    /// Partitions of the usage topic: as many archivers can share it.
    private static final int USAGE_PARTITIONS = 8;

    /// A record is at most 1 MiB; this is that and what Kafka puts around it.
    private static final int BATCH_BYTES = (1 << 20) + (64 << 10);

    private static final int REQUEST_MILLIS = 5_000;

    private final Supplier<String> bootstrapServers;
    private final Settings settings;
    private final Patience patience;

    /// @param bootstrapServers asked for at the start, when an embedded broker knows its port
    public Topics(Supplier<String> bootstrapServers, Settings settings) {
        this.bootstrapServers = bootstrapServers;
        this.settings = settings;
        this.patience = new Patience(settings.startWait());
    }

    @Override
    public String name() {
        return "topics";
    }

    @Override
    public void start() throws InterruptedException {
        String servers = bootstrapServers.get();
        Admin admin;
        try {
            admin =
                    Admin.create(
                            Map.of(
                                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS,
                                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                            REQUEST_MILLIS));
        } catch (KafkaException e) {
            throw StartFailure.of(
                    KafkaSettings.BOOTSTRAP_SERVERS.key(),
                    servers,
                    KafkaSettings.BOOTSTRAP_SERVERS.expected());
        }
        try (admin) {
            for (NewTopic topic : List.of(accounts(), usage(), deadLetters())) {
                int partitions =
                        patience.await(
                                KafkaSettings.BOOTSTRAP_SERVERS.key(),
                                servers,
                                "Kafka",
                                () -> partitions(admin, topic));
                if (topic.name().equals(ACCOUNTS) && partitions != settings.shards()) {
                    throw StartFailure.of(
                            Settings.SHARDS.key(),
                            settings.shards(),
                            "%d, the partitions that topic %s was made with"
                                    .formatted(partitions, ACCOUNTS));
                }
            }
        }
    }

    /// The number of partitions that the topic has, made if it was missing.
    private static int partitions(Admin admin, NewTopic topic)
            throws Patience.NotYet, InterruptedException {
        try {
            return describe(admin, topic.name());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw new Patience.NotYet(reason(e), e);
            }
        } catch (TimeoutException e) {
            throw new Patience.NotYet("no answer", e);
        }
        try {
            admin.createTopics(Set.of(topic)).all().get(REQUEST_MILLIS, TimeUnit.MILLISECONDS);
            return topic.numPartitions();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                throw new Patience.NotYet("another node is making topic " + topic.name(), e);
            }
            throw new Patience.NotYet(reason(e), e);
        } catch (TimeoutException e) {
            throw new Patience.NotYet("no answer", e);
        }
    }

    private static int describe(Admin admin, String topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, TopicDescription> described =
                admin.describeTopics(Set.of(topic))
                        .allTopicNames()
                        .get(REQUEST_MILLIS, TimeUnit.MILLISECONDS);
        return described.values().iterator().next().partitions().size();
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e.toString() : String.valueOf(cause.getMessage());
    }

    private NewTopic accounts() {
        return topic(ACCOUNTS, settings.shards());
    }

    private NewTopic usage() {
        return topic(USAGE, USAGE_PARTITIONS);
    }

    private NewTopic deadLetters() {
        return topic(DEAD_LETTERS, 1);
    }

    private NewTopic topic(String name, int partitions) {
        int replicas = settings.kafka().replicas();
        return new NewTopic(name, partitions, (short) replicas)
                .configs(
                        Map.of(
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(settings.kafka().retention().toMillis()),
                                // Brokers' time: the tail of a replay is measured in it.
                                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                                "LogAppendTime",
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_DELETE,
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(BATCH_BYTES),
                                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                                replicas >= 3 ? "2" : "1"));
    }

    @Override
    public String summary() {
        return "%s (%d), %s, %s".formatted(ACCOUNTS, settings.shards(), USAGE, DEAD_LETTERS);
    }

    @Override
    public void stop() {
        // Topics need no stopping.
    }
}
