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
        Postgres postgres,
        Kafka kafka,
        Edge edge,
        Api api,
        Cluster cluster,
        Hooks hooks,
        Upkeep upkeep,
        Management management,
        Telemetry telemetry) {

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
                    Postgres.URL,
                    Postgres.PORT,
                    Postgres.OWNER_USER,
                    Postgres.OWNER_PASSWORD,
                    Postgres.APP_USER,
                    Postgres.APP_PASSWORD,
                    Postgres.ARCHIVER_USER,
                    Postgres.ARCHIVER_PASSWORD,
                    Kafka.BOOTSTRAP_SERVERS,
                    Kafka.PORT,
                    Kafka.CONTROLLER_PORT,
                    Kafka.REPLICAS,
                    Kafka.RETENTION,
                    Postgres.CONNECTIONS,
                    Edge.HOST,
                    Edge.PORT,
                    Edge.TLS_PORT,
                    Edge.WEBSOCKET_TLS_PORT,
                    Edge.WEBSOCKET_PORT,
                    Edge.CLEAR_PORT,
                    Edge.TLS_ENGINE,
                    Edge.CERTIFICATES,
                    Edge.DEVELOPMENT_CERTIFICATES,
                    Api.HOST,
                    Api.PORT,
                    Api.TRUSTED_PROXIES,
                    Api.PROXY_HEADER,
                    Cluster.HOST,
                    Cluster.PORT,
                    Cluster.SEED_NODES,
                    Cluster.SERIALISE_ALWAYS,
                    Hooks.ALLOW_LOOPBACK,
                    Upkeep.EVERY,
                    Upkeep.USAGE_EVENTS,
                    Management.ENABLED,
                    Management.HOST,
                    Management.PORT,
                    Telemetry.OTLP_ENDPOINT,
                    Telemetry.OTLP_INTERVAL,
                    Telemetry.TRACE_RATIO,
                    Telemetry.TRACE_BACKENDS);

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
                Postgres.from(values),
                Kafka.from(values),
                Edge.from(values),
                Api.from(values),
                Cluster.from(values),
                Hooks.from(values),
                Upkeep.from(values),
                Management.from(values),
                Telemetry.from(values));
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

    /// Which PostgreSQL the node uses: one that others run at `url`, or its own.
    ///
    /// @param port of the embedded one
    /// @param owner runs migrations
    /// @param app reads and writes under row-level security
    /// @param archiver inserts archive rows of all tenants
    /// @param connections at most, of the application's role
    public record Postgres(
            Optional<String> url,
            int port,
            DatabaseLogin owner,
            DatabaseLogin app,
            DatabaseLogin archiver,
            int connections) {

        static final Setting<Optional<String>> URL =
                Setting.text(
                        "postgres.url",
                        "jdbc:postgresql:",
                        "a JDBC URL that begins with jdbc:postgresql:, or nothing",
                        "the PostgreSQL to use; without it the node runs its own");
        public static final Setting<Integer> PORT =
                Setting.port("postgres.port", 15_432, "port of the node's own PostgreSQL");
        static final Setting<String> OWNER_USER =
                Setting.name(
                        "postgres.owner-user", "rookery_owner", "owns the tables, runs migrations");
        static final Setting<String> OWNER_PASSWORD =
                Setting.password(
                        "postgres.owner-password", "password of the owner at postgres.url");
        static final Setting<String> APP_USER =
                Setting.name("postgres.app-user", "rookery_app", "works under row-level security");
        static final Setting<String> APP_PASSWORD =
                Setting.password(
                        "postgres.app-password", "password of the application at postgres.url");
        static final Setting<String> ARCHIVER_USER =
                Setting.name(
                        "postgres.archiver-user",
                        "rookery_archiver",
                        "inserts archive rows of all tenants");
        static final Setting<String> ARCHIVER_PASSWORD =
                Setting.password(
                        "postgres.archiver-password", "password of the archiver at postgres.url");

        static final Setting<Integer> CONNECTIONS =
                Setting.number(
                        "postgres.connections",
                        16,
                        4,
                        1_000,
                        "connections of the application's role at most");

        static Postgres from(SettingValues values) {
            return new Postgres(
                    values.of(URL),
                    values.of(PORT),
                    new DatabaseLogin(values.of(OWNER_USER), values.of(OWNER_PASSWORD)),
                    new DatabaseLogin(values.of(APP_USER), values.of(APP_PASSWORD)),
                    new DatabaseLogin(values.of(ARCHIVER_USER), values.of(ARCHIVER_PASSWORD)),
                    values.of(CONNECTIONS));
        }
    }

    /// Which Kafka the node uses: brokers that others run, or its own.
    ///
    /// @param port where clients reach the embedded broker
    /// @param controllerPort where the embedded broker's controller listens
    /// @param replicas of the topics that the node makes
    /// @param retention how long records stay: longer than PostgreSQL may ever be away
    public record Kafka(
            Optional<String> bootstrapServers,
            int port,
            int controllerPort,
            int replicas,
            Duration retention) {

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
                        "kafka.controller-port",
                        19_093,
                        "port of the node's own broker's controller");
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

        static Kafka from(SettingValues values) {
            return new Kafka(
                    values.of(BOOTSTRAP_SERVERS),
                    values.of(PORT),
                    values.of(CONTROLLER_PORT),
                    values.of(REPLICAS),
                    values.of(RETENTION));
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
                        "port for WebSocket without TLS, on loopback only");
        static final Setting<Optional<Integer>> CLEAR_PORT =
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

    /// Where the tenant API listens.
    ///
    /// @param trustedProxies networks of proxies before it
    /// @param proxyHeader in which they say where a request comes from
    public record Api(String host, int port, List<String> trustedProxies, ProxyHeader proxyHeader) {

        /// What proxies write down a client's address in.
        public enum ProxyHeader {
            X_FORWARDED_FOR,
            FORWARDED
        }

        static final Setting<String> HOST =
                Setting.name("api.host", "127.0.0.1", "address of the tenant API");
        public static final Setting<Integer> PORT =
                Setting.port("api.port", 8_080, "port of the tenant API");

        static final Setting<Optional<String>> TRUSTED_PROXIES =
                Setting.text(
                        "api.trusted-proxies",
                        "",
                        "networks such as 10.0.0.0/8, with commas between several, or nothing",
                        "proxies before the tenant API, which are believed where a request comes"
                                + " from");
        static final Setting<ProxyHeader> PROXY_HEADER =
                Setting.choice(
                        "api.proxy-header",
                        ProxyHeader.X_FORWARDED_FOR,
                        ProxyHeader.class,
                        "the header that these proxies set on every request");

        static Api from(SettingValues values) {
            return new Api(
                    values.of(HOST),
                    values.of(PORT),
                    values.of(TRUSTED_PROXIES)
                            .map(networks -> List.of(networks.split(",")))
                            .orElse(List.of()),
                    values.of(PROXY_HEADER));
        }
    }

    /// How nodes reach each other.
    ///
    /// @param seedNodes `host:port` of nodes to join; none: this node begins a cluster
    /// @param serialiseAlways every message is serialised even inside this process
    public record Cluster(String host, int port, List<String> seedNodes, boolean serialiseAlways) {
        static final Setting<String> HOST =
                Setting.name("cluster.host", "127.0.0.1", "address that other nodes reach");
        public static final Setting<Integer> PORT =
                Setting.port("cluster.port", 0, "port that other nodes reach");
        static final Setting<Optional<String>> SEED_NODES =
                Setting.text(
                        "cluster.seed-nodes",
                        "",
                        "host:port, with commas between several, or nothing",
                        "nodes to join; without them this node begins a cluster");
        static final Setting<Switch> SERIALISE_ALWAYS =
                Setting.choice(
                        "cluster.serialise-always",
                        Switch.OFF,
                        Switch.class,
                        "whether messages inside one process are serialised too, to find what is"
                                + " not fit for many");

        static Cluster from(SettingValues values) {
            return new Cluster(
                    values.of(HOST),
                    values.of(PORT),
                    values.of(SEED_NODES).map(nodes -> List.of(nodes.split(","))).orElse(List.of()),
                    values.of(SERIALISE_ALWAYS).isOn());
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
    public record Management(boolean enabled, String host, int port) {
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

        static Management from(SettingValues values) {
            return new Management(values.of(ENABLED).isOn(), values.of(HOST), values.of(PORT));
        }
    }

    /// What the node tells a collector by OpenTelemetry's protocol.
    ///
    /// @param otlpEndpoint of a collector, by HTTP, without the path; empty: nothing is sent
    /// @param traceRatio share of the stanzas from clients whose way is told, 0 to 1
    /// @param traceBackends whether calls to tenants' backends name the trace
    public record Telemetry(
            Optional<String> otlpEndpoint,
            Duration otlpInterval,
            double traceRatio,
            boolean traceBackends) {
        static final Setting<Optional<String>> OTLP_ENDPOINT =
                Setting.text(
                        "otlp.endpoint",
                        "http",
                        "a URL such as http://collector:4318, or nothing",
                        "a collector that metrics and traces are sent to by OTLP over HTTP");
        static final Setting<Duration> OTLP_INTERVAL =
                Setting.duration(
                        "otlp.interval",
                        "60s",
                        Duration.ofSeconds(1),
                        Duration.ofHours(1),
                        "how often metrics are sent");

        static final Setting<Double> TRACE_RATIO =
                Setting.share(
                        "trace.ratio",
                        "0.001",
                        "share of the stanzas from clients whose way is followed, when there is a"
                                + " collector");
        static final Setting<Switch> TRACE_BACKENDS =
                Setting.choice(
                        "trace.backends",
                        Switch.OFF,
                        Switch.class,
                        "whether tenants' backends are sent the traceparent of stanzas that are"
                                + " followed");

        static Telemetry from(SettingValues values) {
            return new Telemetry(
                    values.of(OTLP_ENDPOINT),
                    values.of(OTLP_INTERVAL),
                    values.of(TRACE_RATIO),
                    values.of(TRACE_BACKENDS).isOn());
        }
    }
}
