package io.rookery.server.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingValuesTest {

    @TempDir Path directory;

    @Test
    void nothing_given_means_defaults() {
        Settings settings = Settings.from(new SettingValues());

        assertThat(settings.data()).isEqualTo(Path.of("data").toAbsolutePath());
        assertThat(settings.roles()).containsExactlyInAnyOrder(Role.values());
        assertThat(settings.shards()).isEqualTo(64);
        assertThat(settings.startWait()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.log())
                .isEqualTo(new Settings.Log(Settings.Log.Format.PLAIN, Settings.Log.Level.INFO));
        assertThat(settings.postgres())
                .isEqualTo(
                        new PostgresSettings(
                                Optional.empty(),
                                15_432,
                                new DatabaseLogin("rookery_owner", ""),
                                new DatabaseLogin("rookery_app", ""),
                                new DatabaseLogin("rookery_archiver", ""),
                                16));
        assertThat(settings.kafka())
                .isEqualTo(
                        new KafkaSettings(
                                Optional.empty(), 19_092, 19_093, 1, Duration.ofDays(7), false));
        assertThat(settings.edge())
                .isEqualTo(
                        new Settings.Edge(
                                "0.0.0.0",
                                5_222,
                                5_223,
                                5_443,
                                5_280,
                                Optional.empty(),
                                Settings.Edge.TlsEngine.JDK,
                                Optional.empty(),
                                true));
        assertThat(settings.handover())
                .isEqualTo(
                        new HandoverSettings(
                                Duration.ofMinutes(5),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                100,
                                false));
        assertThat(settings.api())
                .isEqualTo(
                        new ApiSettings(
                                "127.0.0.1",
                                8_080,
                                1_200,
                                600,
                                List.of(),
                                ApiSettings.ProxyHeader.X_FORWARDED_FOR));
        assertThat(settings.cluster())
                .isEqualTo(
                        new MemberSettings(
                                "127.0.0.1",
                                0,
                                List.of(),
                                1,
                                false,
                                Duration.ofSeconds(60),
                                new MemberSettings.Times(
                                        MemberSettings.Strategy.KEEP_MAJORITY,
                                        Duration.ofSeconds(8),
                                        Duration.ofSeconds(6),
                                        Duration.ZERO),
                                Optional.empty(),
                                false));
        assertThat(settings.hooks()).isEqualTo(new Settings.Hooks(false));
        assertThat(settings.upkeep())
                .isEqualTo(new Settings.Upkeep(Duration.ofDays(1), Duration.ofDays(35)));
        assertThat(settings.management())
                .isEqualTo(new Settings.Management(true, "127.0.0.1", 9_464, false, false));
        assertThat(settings.telemetry())
                .isEqualTo(
                        new TelemetrySettings(
                                Optional.empty(), Duration.ofSeconds(60), 0.001, false));
        assertThat(settings.masterKey()).isEmpty();
    }

    @Test
    void every_setting_reaches_its_place() throws IOException {
        Path file =
                write(
                        "rookery.yml",
                        """
                        data: /srv/rookery
                        roles: [core, archiver]
                        shards: 128
                        start.wait: 5m
                        log: {format: json, level: debug}
                        postgres:
                          url: jdbc:postgresql://db.example:5432/rookery
                          port: 1
                          owner-user: o
                          owner-password: op
                          app-user: a
                          app-password: ap
                          archiver-user: r
                          archiver-password: rp
                          connections: 20
                        secrets.master-key: abc
                        edge:
                          host: 127.0.0.1
                          port: 11
                          tls-port: 12
                          websocket-tls-port: 13
                          websocket-port: 14
                          clear-port: 17
                          tls-engine: boringssl
                          certificates: /etc/rookery/tls
                          development-certificates: off
                          connections: 21
                          connections-per-address: 22
                          domain-stanzas-per-second: 23
                          domain-bytes-per-second: 2400
                          tenant-stanzas-per-second: 25
                          tenant-bytes-per-second: 2600
                          resume-timeout: 25s
                          advertise: edge-1.example:5222
                          advertise-tls: "[2001:db8::1]:443"
                          advertise-websocket: wss://edge-1.example/ws
                          drain-rate: 7
                          rebalance: on
                        api:
                          host: 0.0.0.0
                          port: 15
                          address-requests: 18
                          key-requests: 19
                          trusted-proxies: "10.0.0.0/8,::1"
                          proxy-header: forwarded
                        cluster:
                          host: core1
                          port: 16
                          seed-nodes: core1:16,dns:cores:16
                          seed-least: 3
                          begin: on
                          join-within: 30s
                          strategy: keep_oldest
                          heartbeat-pause: 20s
                          stable-after: 10s
                          removal-margin: 3s
                          tls:
                            certificate: /etc/node.pem
                            key: /etc/node.key
                            authority: /etc/authority.pem
                          serialise-always: on
                        hooks.allow-loopback: on
                        upkeep: {every: 6h, usage-events: 40d}
                        management: {enabled: off, host: 0.0.0.0, port: 17, drain: on}
                        otlp: {endpoint: "http://collector:4318", interval: 10s}
                        trace: {ratio: 0.5, backends: on}
                        kafka:
                          bootstrap-servers: k1:9092,k2:9092
                          port: 2
                          controller-port: 3
                          replicas: 3
                          retention: 36h
                          log-replaced: on
                        """);

        Settings settings = Settings.from(new SettingValues().file(file));

        assertThat(settings)
                .isEqualTo(
                        new Settings(
                                Path.of("/srv/rookery"),
                                Set.of(Role.CORE, Role.ARCHIVER),
                                128,
                                Duration.ofMinutes(5),
                                "abc",
                                new Settings.Log(
                                        Settings.Log.Format.JSON, Settings.Log.Level.DEBUG),
                                new PostgresSettings(
                                        Optional.of("jdbc:postgresql://db.example:5432/rookery"),
                                        1,
                                        new DatabaseLogin("o", "op"),
                                        new DatabaseLogin("a", "ap"),
                                        new DatabaseLogin("r", "rp"),
                                        20),
                                new KafkaSettings(
                                        Optional.of("k1:9092,k2:9092"),
                                        2,
                                        3,
                                        3,
                                        Duration.ofHours(36),
                                        true),
                                new Settings.Edge(
                                        "127.0.0.1",
                                        11,
                                        12,
                                        13,
                                        14,
                                        Optional.of(17),
                                        Settings.Edge.TlsEngine.BORINGSSL,
                                        Optional.of(Path.of("/etc/rookery/tls")),
                                        false),
                                new CrowdSettings(21, 22, 23, 2_400, 25, 2_600),
                                new HandoverSettings(
                                        Duration.ofSeconds(25),
                                        Optional.of("edge-1.example:5222"),
                                        Optional.of("[2001:db8::1]:443"),
                                        Optional.of("wss://edge-1.example/ws"),
                                        7,
                                        true),
                                new ApiSettings(
                                        "0.0.0.0",
                                        15,
                                        18,
                                        19,
                                        List.of("10.0.0.0/8", "::1"),
                                        ApiSettings.ProxyHeader.FORWARDED),
                                new MemberSettings(
                                        "core1",
                                        16,
                                        List.of("core1:16", "dns:cores:16"),
                                        3,
                                        true,
                                        Duration.ofSeconds(30),
                                        new MemberSettings.Times(
                                                MemberSettings.Strategy.KEEP_OLDEST,
                                                Duration.ofSeconds(20),
                                                Duration.ofSeconds(10),
                                                Duration.ofSeconds(3)),
                                        Optional.of(
                                                new MemberSettings.Tls(
                                                        Path.of("/etc/node.pem"),
                                                        Path.of("/etc/node.key"),
                                                        Path.of("/etc/authority.pem"))),
                                        true),
                                new Settings.Hooks(true),
                                new Settings.Upkeep(Duration.ofHours(6), Duration.ofDays(40)),
                                new Settings.Management(false, "0.0.0.0", 17, false, true),
                                new TelemetrySettings(
                                        Optional.of("http://collector:4318"),
                                        Duration.ofSeconds(10),
                                        0.5,
                                        true)));
    }

    @Test
    void the_command_line_wins_over_the_environment_and_that_over_the_file() throws IOException {
        Path file =
                write("rookery.properties", "kafka.port=1\nkafka.controller-port=1\nshards=1\n");

        Settings settings =
                Settings.from(
                        new SettingValues()
                                .file(file)
                                .environment(
                                        Map.of(
                                                "ROOKERY_KAFKA_PORT", "2",
                                                "ROOKERY_KAFKA_CONTROLLER_PORT", "2",
                                                "ROOKERY_JAVA_OPTS", "-Xlog:gc",
                                                "ROOKERY_TEST_SERVERS", "embedded",
                                                "HOME", "/root"))
                                .commandLine(List.of("kafka.port=3")));

        assertThat(settings.kafka().port()).isEqualTo(3);
        assertThat(settings.kafka().controllerPort()).isEqualTo(2);
        assertThat(settings.shards()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shards=0|shards: 0 (expected: a whole number from 1 to 1024; given on the command"
                        + " line)",
                "shards=many|shards: many (expected: a whole number from 1 to 1024; given on the"
                        + " command line)",
                "shards=|shards:  (expected: a whole number from 1 to 1024; given on the command"
                        + " line)",
                "kafka.port=65536|kafka.port: 65536 (expected: a port from 1 to 65535, or 0 for any"
                        + " free one; given on the command line)",
                "start.wait=2d|start.wait: 2d (expected: a time from 0s to 1h, such as 250ms, 30s,"
                        + " 5m, 2h or 7d; given on the command line)",
                "start.wait=30|start.wait: 30 (expected: a time from 0s to 1h, such as 250ms, 30s,"
                        + " 5m, 2h or 7d; given on the command line)",
                "kafka.retention=99999999999999999d|kafka.retention: 99999999999999999d (expected:"
                        + " a time from 1h to 3650d, such as 250ms, 30s, 5m, 2h or 7d; given on the"
                        + " command line)",
                "roles=edge,king|roles: edge,king (expected: one or more of edge, core, archiver,"
                        + " api, with commas between them; given on the command line)",
                "log.format=JSON|log.format: JSON (expected: one of plain, json; given on the"
                        + " command line)",
                "cluster.seed-nodes=core1:16,core2|cluster.seed-nodes: core1:16,core2 (expected:"
                        + " host:port or dns:name:port, with commas between)",
                "postgres.url=db:5432|postgres.url: db:5432 (expected: a JDBC URL that begins with"
                        + " jdbc:postgresql:, or nothing; given on the command line)",
            })
    void a_bad_value_is_named_with_what_was_expected(String pair, String message) {
        SettingValues values = new SettingValues().commandLine(List.of(pair));

        assertThatThrownBy(() -> Settings.from(values))
                .isInstanceOf(StartFailure.class)
                .hasMessage(message);
    }

    @Test
    void a_bad_value_says_where_it_was_given() throws IOException {
        Path file = write("node.yml", "shards: x");

        assertThatThrownBy(() -> Settings.from(new SettingValues().file(file)))
                .hasMessageContaining("shards: x")
                .hasMessageContaining("given in " + file);
        assertThatThrownBy(() ->
                        Settings.from(
                                new SettingValues().environment(Map.of("ROOKERY_SHARDS", "x"))))
                .hasMessageContaining("given by the environment variable ROOKERY_SHARDS");
    }

    @Test
    void unknown_keys_are_refused_wherever_they_stand() throws IOException {
        Path yaml = write("a.yml", "kafka: {prot: 1}");
        Path properties = write("a.properties", "kafka.prot=1");

        assertThatThrownBy(() -> new SettingValues().file(yaml)).hasMessageContaining("kafka.prot");
        assertThatThrownBy(() -> new SettingValues().file(properties))
                .hasMessageContaining("kafka.prot");
        assertThatThrownBy(() -> new SettingValues().commandLine(List.of("kafka.prot=1")))
                .hasMessageContaining("kafka.prot");
        assertThatThrownBy(() -> new SettingValues().environment(Map.of("ROOKERY_KAFKA_PROT", "1")))
                .hasMessageContaining("ROOKERY_KAFKA_PROT");
        assertThatThrownBy(() -> new SettingValues().commandLine(List.of("kafka.port")))
                .hasMessage("--set: kafka.port (expected: KEY=VALUE)");
    }

    @Test
    void files_that_are_no_settings_are_refused() throws IOException {
        Path list = write("list.yml", "- a\n- b");
        Path twice = write("twice.yml", "shards: 1\nshards: 2");
        Path hostile = write("hostile.yml", "shards: !!javax.script.ScriptEngineManager [1]");

        assertThatThrownBy(() -> new SettingValues().file(list)).isInstanceOf(StartFailure.class);
        assertThatThrownBy(() -> new SettingValues().file(twice))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("(expected: YAML; line 2: found duplicate key shards)");
        assertThatThrownBy(() -> new SettingValues().file(hostile))
                .isInstanceOf(StartFailure.class);
        assertThatThrownBy(() -> new SettingValues().file(directory.resolve("missing.yml")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("missing.yml");
    }

    @Test
    void an_empty_file_changes_nothing() throws IOException {
        Path empty = write("empty.yml", "# nothing yet\n");

        Settings settings = Settings.from(new SettingValues().file(empty));

        assertThat(settings).isEqualTo(Settings.from(new SettingValues()));
    }

    @Test
    void passwords_are_never_shown() {
        Settings settings =
                Settings.from(
                        new SettingValues().commandLine(List.of("postgres.app-password=hunter2")));

        assertThat(settings.postgres().app().password()).isEqualTo("hunter2");
        assertThat(settings.toString()).doesNotContain("hunter2");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
