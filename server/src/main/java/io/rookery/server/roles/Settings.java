package io.rookery.server.roles;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Everything that an operator decided about a node, read and checked before anything starts.
///
/// @param data where the embedded servers and the node's own secrets live
/// @param shards partitions of the account log, fixed at installation
/// @param masterKey of the installation, 64 hexadecimal digits; empty: made and kept in `data`
public record Settings(
        Path data,
        Set<Role> roles,
        int shards,
        Duration startWait,
        String masterKey,
        Log log,
        PostgresSettings postgres,
        KafkaSettings kafka,
        Edge edge,
        CrowdSettings crowd,
        HandoverSettings handover,
        ApiSettings api,
        MemberSettings cluster,
        Hooks hooks,
        Upkeep upkeep,
        Management management,
        TelemetrySettings telemetry) {

    static final Setting<Path> DATA =
            Setting.directory(
                    "data", "data", "where the node keeps its data; one node for one directory");
    static final Setting<Set<Role>> ROLES =
            Setting.choices("roles", Role.class, "what the node does");
    static final Setting<Integer> SHARDS =
            Setting.number(
                    "shards",
                    64,
                    1,
                    1_024,
                    "parts that accounts are divided into; fixed once the first node has started");
    static final Setting<Duration> START_WAIT =
            Setting.duration(
                    "start.wait",
                    "60s",
                    Duration.ZERO,
                    Duration.ofHours(1),
                    "how long a start waits for a PostgreSQL or Kafka that does not answer");

    static final Setting<String> MASTER_KEY =
            Setting.password(
                    "secrets.master-key",
                    "64 hexadecimal digits that seal tenants' secrets, the same on all nodes;"
                            + " without it the node makes its own");

    /// The settings that there are; any other key is refused.
    public static final List<Setting<?>> ALL =
            List.of(
                    DATA,
                    ROLES,
                    SHARDS,
                    START_WAIT,
                    MASTER_KEY,
                    Log.FORMAT,
                    Log.LEVEL,
                    PostgresSettings.URL,
                    PostgresSettings.PORT,
                    PostgresSettings.OWNER_USER,
                    PostgresSettings.OWNER_PASSWORD,
                    PostgresSettings.APP_USER,
                    PostgresSettings.APP_PASSWORD,
                    PostgresSettings.ARCHIVER_USER,
                    PostgresSettings.ARCHIVER_PASSWORD,
                    PostgresSettings.CONNECTIONS,
                    KafkaSettings.BOOTSTRAP_SERVERS,
                    KafkaSettings.PORT,
                    KafkaSettings.CONTROLLER_PORT,
                    KafkaSettings.REPLICAS,
                    KafkaSettings.RETENTION,
                    KafkaSettings.LOG_REPLACED,
                    Edge.HOST,
                    Edge.PORT,
                    Edge.TLS_PORT,
                    Edge.WEBSOCKET_TLS_PORT,
                    Edge.WEBSOCKET_PORT,
                    Edge.CLEAR_PORT,
                    Edge.TLS_ENGINE,
                    Edge.CERTIFICATES,
                    Edge.DEVELOPMENT_CERTIFICATES,
                    CrowdSettings.CONNECTIONS,
                    CrowdSettings.CONNECTIONS_PER_ADDRESS,
                    CrowdSettings.DOMAIN_STANZAS,
                    CrowdSettings.DOMAIN_BYTES,
                    CrowdSettings.TENANT_STANZAS,
                    CrowdSettings.TENANT_BYTES,
                    HandoverSettings.RESUME_TIMEOUT,
                    HandoverSettings.ADVERTISE,
                    HandoverSettings.ADVERTISE_TLS,
                    HandoverSettings.ADVERTISE_WEBSOCKET,
                    HandoverSettings.DRAIN_RATE,
                    HandoverSettings.REBALANCE,
                    ApiSettings.HOST,
                    ApiSettings.PORT,
                    ApiSettings.ADDRESS_REQUESTS,
                    ApiSettings.KEY_REQUESTS,
                    ApiSettings.TRUSTED_PROXIES,
                    ApiSettings.PROXY_HEADER,
                    MemberSettings.HOST,
                    MemberSettings.PORT,
                    MemberSettings.SEED_NODES,
                    MemberSettings.SEED_LEAST,
                    MemberSettings.BEGIN,
                    MemberSettings.JOIN_WITHIN,
                    MemberSettings.STRATEGY,
                    MemberSettings.HEARTBEAT_PAUSE,
                    MemberSettings.STABLE_AFTER,
                    MemberSettings.REMOVAL_MARGIN,
                    MemberSettings.TLS_CERTIFICATE,
                    MemberSettings.TLS_KEY,
                    MemberSettings.TLS_AUTHORITY,
                    MemberSettings.SERIALISE_ALWAYS,
                    Hooks.ALLOW_LOOPBACK,
                    Upkeep.EVERY,
                    Upkeep.USAGE_EVENTS,
                    Management.ENABLED,
                    Management.HOST,
                    Management.PORT,
                    Management.DOWNING,
                    Management.DRAIN,
                    TelemetrySettings.OTLP_ENDPOINT,
                    TelemetrySettings.OTLP_INTERVAL,
                    TelemetrySettings.TRACE_RATIO,
                    TelemetrySettings.TRACE_BACKENDS);

    public Settings {
        roles = Set.copyOf(roles);
    }

    /// Builds the tree from what was given.
    ///
    /// @throws StartFailure for a value that is not as expected
    public static Settings from(SettingValues values) {
        return new Settings(
                values.of(DATA),
                values.of(ROLES),
                values.of(SHARDS),
                values.of(START_WAIT),
                values.of(MASTER_KEY),
                Log.from(values),
                PostgresSettings.from(values),
                KafkaSettings.from(values),
                Edge.from(values),
                CrowdSettings.from(values),
                HandoverSettings.from(values),
                ApiSettings.from(values),
                MemberSettings.from(values),
                Hooks.from(values),
                Upkeep.from(values),
                Management.from(values),
                TelemetrySettings.from(values));
    }

    /// How the node logs, always to standard output.
    public record Log(Format format, Level level) {

        /// Lines for people, or one JSON object a line for machines.
        public enum Format {
            PLAIN,
            JSON
        }

        /// The least severe level of Rookery's own lines; libraries speak from `warn` on.
        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG,
            TRACE
        }

        static final Setting<Format> FORMAT =
                Setting.choice(
                        "log.format", Format.PLAIN, Format.class, "lines for people or machines");
        static final Setting<Level> LEVEL =
                Setting.choice(
                        "log.level", Level.INFO, Level.class, "the least severe lines to show");

        static Log from(SettingValues values) {
            return new Log(values.of(FORMAT), values.of(LEVEL));
        }
    }

    /// On or off.
    public enum Switch {
        ON,
        OFF;

        boolean isOn() {
            return this == ON;
        }
    }

    /// Where clients connect.
    ///
    /// @param port TCP with STARTTLS
    /// @param tlsPort TCP with TLS from the first byte
    /// @param webSocketTlsPort WebSocket over TLS
    /// @param webSocketPort WebSocket without TLS, on loopback only
    /// @param certificates directory of certificates and keys
    /// @param developmentCertificates whether names without one get a self-made one
    /// @param clearPort TCP without TLS, on loopback only
    public record Edge(
            String host,
            int port,
            int tlsPort,
            int webSocketTlsPort,
            int webSocketPort,
            Optional<Integer> clearPort,
            TlsEngine tlsEngine,
            Optional<Path> certificates,
            boolean developmentCertificates) {

        /// Who does TLS.
        public enum TlsEngine {
            JDK,
            BORINGSSL
        }

        static final Setting<String> HOST =
                Setting.name("edge.host", "0.0.0.0", "address that clients connect to");
        public static final Setting<Integer> PORT =
                Setting.port("edge.port", 5_222, "port for TCP with STARTTLS");
        public static final Setting<Integer> TLS_PORT =
                Setting.port("edge.tls-port", 5_223, "port for TCP with TLS from the first byte");
        public static final Setting<Integer> WEBSOCKET_TLS_PORT =
                Setting.port("edge.websocket-tls-port", 5_443, "port for WebSocket over TLS");
        public static final Setting<Integer> WEBSOCKET_PORT =
                Setting.port(
                        "edge.websocket-port",
                        5_280,
                        "port for WebSocket without TLS, on loopback only: edge.host if that begins"
                                + " with 127., else 127.0.0.1");
        public static final Setting<Optional<Integer>> CLEAR_PORT =
                Setting.optionalPort(
                        "edge.clear-port",
                        "port for TCP without TLS, on loopback only: for a proxy that does TLS,"
                                + " and to measure; without it there is no such port");
        static final Setting<TlsEngine> TLS_ENGINE =
                Setting.choice("edge.tls-engine", TlsEngine.JDK, TlsEngine.class, "who does TLS");

        static final Setting<Optional<String>> CERTIFICATES =
                Setting.text(
                        "edge.certificates",
                        "",
                        "a directory, or nothing",
                        "where certificates are: NAME.pem (the chain, leaf first) and NAME.key"
                                + " (PKCS#8, RSA or EC); looked at every minute");
        static final Setting<Switch> DEVELOPMENT_CERTIFICATES =
                Setting.choice(
                        "edge.development-certificates",
                        Switch.ON,
                        Switch.class,
                        "whether names without a certificate get one that the node makes itself:"
                                + " off in production");

        static Edge from(SettingValues values) {
            return new Edge(
                    values.of(HOST),
                    values.of(PORT),
                    values.of(TLS_PORT),
                    values.of(WEBSOCKET_TLS_PORT),
                    values.of(WEBSOCKET_PORT),
                    values.of(CLEAR_PORT),
                    values.of(TLS_ENGINE),
                    values.of(CERTIFICATES).map(Path::of),
                    values.of(DEVELOPMENT_CERTIFICATES).isOn());
        }
    }

    /// Calls to tenants' backends.
    ///
    /// @param allowLoopback backends on this machine, and by http, for development
    public record Hooks(boolean allowLoopback) {
        static final Setting<Switch> ALLOW_LOOPBACK =
                Setting.choice(
                        "hooks.allow-loopback",
                        Switch.OFF,
                        Switch.class,
                        "whether backends may be on this machine and reached by http: development"
                                + " only");

        static Hooks from(SettingValues values) {
            return new Hooks(values.of(ALLOW_LOOPBACK).isOn());
        }
    }

    /// What the archiver's nodes look after.
    ///
    /// @param every how often archives and ledgers are cleared of what is kept no longer
    /// @param usageEvents how long single usage events are remembered
    public record Upkeep(Duration every, Duration usageEvents) {
        static final Setting<Duration> EVERY =
                Setting.duration(
                        "upkeep.every",
                        "1d",
                        Duration.ofMinutes(1),
                        Duration.ofDays(30),
                        "how often messages that their domains keep no longer are removed, and"
                                + " ledgers tidied");
        static final Setting<Duration> USAGE_EVENTS =
                Setting.duration(
                        "upkeep.usage-events",
                        "35d",
                        Duration.ofDays(1),
                        Duration.ofDays(3_650),
                        "how long single usage events are remembered, so that none counts twice:"
                                + " longer than kafka.retention");

        static Upkeep from(SettingValues values) {
            return new Upkeep(values.of(EVERY), values.of(USAGE_EVENTS));
        }
    }

    /// Where metrics and health are asked for.
    ///
    /// @param downing whether a supervisor on this machine may say that another member is dead
    /// @param drain whether somebody on this machine may drain the node
    public record Management(
            boolean enabled, String host, int port, boolean downing, boolean drain) {
        static final Setting<Switch> ENABLED =
                Setting.choice(
                        "management.enabled",
                        Switch.ON,
                        Switch.class,
                        "whether the node answers for metrics and health");
        static final Setting<String> HOST =
                Setting.name(
                        "management.host",
                        "127.0.0.1",
                        "address for metrics and health; everybody who reaches it may read them");
        public static final Setting<Integer> PORT =
                Setting.port("management.port", 9_464, "port for metrics and health");
        static final Setting<Switch> DOWNING =
                Setting.choice(
                        "management.downing",
                        Switch.OFF,
                        Switch.class,
                        "whether a supervisor that saw a node's process end may remove it from the"
                                + " cluster by DELETE /cluster/members/HOST:PORT, from loopback"
                                + " only");

        static final Setting<Switch> DRAIN =
                Setting.choice(
                        "management.drain",
                        Switch.OFF,
                        Switch.class,
                        "whether the node may be drained by POST /drain, and that called off by"
                                + " DELETE /drain, from loopback only");

        static Management from(SettingValues values) {
            return new Management(
                    values.of(ENABLED).isOn(),
                    values.of(HOST),
                    values.of(PORT),
                    values.of(DOWNING).isOn(),
                    values.of(DRAIN).isOn());
        }
    }
}
