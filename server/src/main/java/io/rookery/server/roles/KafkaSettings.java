package io.rookery.server.roles;

import io.rookery.server.roles.Settings.Switch;
import java.time.Duration;
import java.util.Optional;

/// Which Kafka the node uses: brokers that others run, or its own.
///
/// @param port where clients reach the embedded broker
/// @param controllerPort where the embedded broker's controller listens
/// @param replicas of the topics that the node makes
/// @param retention how long records stay: longer than PostgreSQL may ever be away
/// @param logReplaced whether Kafka's data were lost, and what is there now is to be archived from
///   its beginning
public record KafkaSettings(
        Optional<String> bootstrapServers,
        int port,
        int controllerPort,
        int replicas,
        Duration retention,
        boolean logReplaced) {

    static final Setting<Optional<String>> BOOTSTRAP_SERVERS =
            Setting.text(
                    "kafka.bootstrap-servers",
                    "",
                    "host:port, with commas between several, or nothing",
                    "the brokers to use; without them the node runs its own");
    public static final Setting<Integer> PORT =
            Setting.port("kafka.port", 19_092, "port of the node's own broker");
    public static final Setting<Integer> CONTROLLER_PORT =
            Setting.port(
                    "kafka.controller-port", 19_093, "port of the node's own broker's controller");
    public static final Setting<Integer> REPLICAS =
            Setting.number(
                    "kafka.replicas",
                    1,
                    1,
                    9,
                    "copies of each topic that the node makes; from 3 on, a write waits for"
                            + " two");
    static final Setting<Duration> RETENTION =
            Setting.duration(
                    "kafka.retention",
                    "7d",
                    Duration.ofHours(1),
                    Duration.ofDays(3_650),
                    "how long the log is kept: longer than PostgreSQL may ever be away");

    public static final Setting<Switch> LOG_REPLACED =
            Setting.choice(
                    "kafka.log-replaced",
                    Switch.OFF,
                    Switch.class,
                    "on: Kafka's data were lost, and its topics are archived from their beginnings;"
                            + " for one start (operations.md)");

    static KafkaSettings from(SettingValues values) {
        return new KafkaSettings(
                values.of(BOOTSTRAP_SERVERS),
                values.of(PORT),
                values.of(CONTROLLER_PORT),
                values.of(REPLICAS),
                values.of(RETENTION),
                values.of(LOG_REPLACED).isOn());
    }
}
