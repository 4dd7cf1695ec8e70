package io.rookery.archive.backend;

import io.rookery.archive.log.LogSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.RetriableException;

/// Makes the topics of a test.
public final class Topics {
    private static final long LIMIT_SECONDS = 30;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Topics() {}

    /// Makes the topics of `settings`.
    ///
    /// @param batchBytes the largest batch that the broker takes
    /// @param timestampType whose time a record has: `LogAppendTime` as in production, or
    ///   `CreateTime` for records of long ago
    public static void create(LogSettings settings, int batchBytes, String timestampType)
            throws Exception {
        Map<String, String> config =
                Map.of(
                        "max.message.bytes",
                        Integer.toString(batchBytes),
                        "message.timestamp.type",
                        timestampType,
                        "retention.ms",
                        "-1");
        try (Admin admin = admin(settings)) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(
                                                    settings.accountsTopic(),
                                                    settings.shards(),
                                                    (short) 1)
                                            .configs(config),
                                    new NewTopic(settings.usageTopic(), 1, (short) 1)
                                            .configs(config),
                                    new NewTopic(settings.deadLettersTopic(), 1, (short) 1)
                                            .configs(config)))
                    .all()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            awaitBroker(
                    admin,
                    List.of(
                            settings.accountsTopic(),
                            settings.usageTopic(),
                            settings.deadLettersTopic()));
        }
    }

    /// The controller knows a new topic before its broker does.
    private static void awaitBroker(Admin admin, List<String> topics) throws Exception {
        while (true) {
            try {
                admin.describeTopics(topics).allTopicNames().get(LIMIT_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private static Admin admin(LogSettings settings) {
        return Admin.create(Map.of("bootstrap.servers", settings.bootstrap()));
    }
}
