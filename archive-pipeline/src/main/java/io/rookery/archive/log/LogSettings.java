package io.rookery.archive.log;

import java.util.Map;

/// Where the log is. Its topics must be there, with the brokers' time (`LogAppendTime`).
///
/// @param bootstrap brokers, `host:port` with commas between
/// @param accountsTopic topic of account records; partitions are shards
/// @param usageTopic topic of sampled usage
/// @param deadLettersTopic topic of what could not be read or stored, with one partition
/// @param shards partitions of `accountsTopic`, fixed at installation
/// @param client further settings of every Kafka client, such as `security.protocol`
public record LogSettings(
        String bootstrap,
        String accountsTopic,
        String usageTopic,
        String deadLettersTopic,
        int shards,
        Map<String, Object> client) {
    /// Name of the topic of account records.
    public static final String ACCOUNTS = "rookery-accounts";

    /// Name of the topic of sampled usage.
    public static final String USAGE = "rookery-usage";

    /// Name of the topic of what could not be read or stored.
    public static final String DEAD_LETTERS = "rookery-dead-letters";

    public LogSettings {
        client = Map.copyOf(client);
        if (shards < 1) {
            throw new IllegalArgumentException("shards: " + shards + " (expected: at least 1)");
        }
    }

    /// The usual topics.
    public static LogSettings of(String bootstrap, int shards) {
        return new LogSettings(bootstrap, ACCOUNTS, USAGE, DEAD_LETTERS, shards, Map.of());
    }
}
