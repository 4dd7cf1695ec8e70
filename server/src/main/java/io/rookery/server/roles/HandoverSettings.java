package io.rookery.server.roles;

import io.rookery.server.roles.Settings.Switch;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// How an edge's sessions go to other edges.
///
/// @param resumeTimeout how long a session without a connection waits for its client
/// @param advertise where clients of other edges are sent, `host:port` of STARTTLS
/// @param advertiseTls the same for TLS from the first byte
/// @param advertiseWebSocket the same for WebSockets, a `wss` URI
/// @param drainRate sessions a second that a drain moves
/// @param rebalance whether an edge with more than its share sends new logins elsewhere
public record HandoverSettings(
        Duration resumeTimeout,
        Optional<String> advertise,
        Optional<String> advertiseTls,
        Optional<String> advertiseWebSocket,
        int drainRate,
        boolean rebalance) {

    /// A domain, an IPv4 address, or an IPv6 address in brackets, with its port (RFC 6120
    /// §4.9.3.19).
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]):[1-9][0-9]{0,4}");

    private static final int MAX_PORT = 65_535;

    static final Setting<Duration> RESUME_TIMEOUT =
            Setting.duration(
                    "edge.resume-timeout",
                    "5m",
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    "how long a session without a connection waits for its client to resume it"
                            + " (XEP-0198); a client may ask for less");
    static final Setting<Optional<String>> ADVERTISE =
            address("edge.advertise", "STARTTLS; without it none are");
    static final Setting<Optional<String>> ADVERTISE_TLS =
            address("edge.advertise-tls", "TLS from the first byte");
    static final Setting<Optional<String>> ADVERTISE_WEBSOCKET =
            Setting.text(
                    "edge.advertise-websocket",
                    "wss://",
                    "a URI that begins with wss://, or nothing",
                    "where clients of other edges that use WebSockets are sent");
    static final Setting<Integer> DRAIN_RATE =
            Setting.number(
                    "edge.drain-rate",
                    100,
                    1,
                    10_000,
                    "sessions a second that a drain sends to other edges");
    static final Setting<Switch> REBALANCE =
            Setting.choice(
                    "edge.rebalance",
                    Switch.OFF,
                    Switch.class,
                    "whether an edge with more than one and a half times the mean of sessions sends"
                            + " new logins to the one with the fewest");

    private static Setting<Optional<String>> address(String key, String way) {
        return new Setting<>(
                key,
                "",
                "host:port, or nothing",
                "where clients of other edges are sent that use " + way,
                false,
                HandoverSettings::hostAndPort);
    }

    private static Optional<String> hostAndPort(String value) {
        if (value.isBlank()) {
            return Optional.empty();
        }
        int port = value.lastIndexOf(':') + 1;
        if (!HOST_AND_PORT.matcher(value).matches()
                || Integer.parseInt(value.substring(port)) > MAX_PORT) {
            throw new IllegalArgumentException(value);
        }
        return Optional.of(value);
    }

    static HandoverSettings from(SettingValues values) {
        return new HandoverSettings(
                values.of(RESUME_TIMEOUT),
                values.of(ADVERTISE),
                values.of(ADVERTISE_TLS),
                values.of(ADVERTISE_WEBSOCKET),
                values.of(DRAIN_RATE),
                values.of(REBALANCE).isOn());
    }
}
