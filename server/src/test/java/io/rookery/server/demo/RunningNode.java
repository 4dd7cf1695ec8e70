package io.rookery.server.demo;

import io.micronaut.json.tree.JsonNode;
import io.rookery.server.Assembly;
import io.rookery.server.assembly.NodeParts;
import io.rookery.server.roles.Node;
import io.rookery.server.roles.SettingValues;
import io.rookery.server.roles.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A node with every role and one tenant, as tests of the whole use it.
final class RunningNode implements AutoCloseable {
    static final String PASSWORD = "wherefore art thou";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 50;

    final NodeParts parts;
    final Http http;
    final String tenant;
    final String key;
    private final Node node;
    private final List<Phone> phones = new ArrayList<>();

    /// Starts in `data`, with further settings as on the command line.
    RunningNode(Path data, String... more) throws IOException {
        List<String> given =
                new ArrayList<>(
                        List.of(
                                "data=" + data,
                                "shards=8",
                                "postgres.port=0",
                                "kafka.port=0",
                                "kafka.controller-port=0",
                                "edge.host=127.0.0.1",
                                "edge.port=0",
                                "edge.tls-port=0",
                                "edge.websocket-tls-port=0",
                                "edge.websocket-port=0",
                                "api.port=0",
                                "management.port=0",
                                "cluster.serialise-always=on"));
        given.addAll(List.of(more));
        parts = Assembly.components(Settings.from(new SettingValues().commandLine(given)));
        node = new Node(parts.all());
        node.start();
        http = new Http(parts.apiUri().orElseThrow());
        String operator = Files.readString(data.resolve("operator.key")).strip();
        tenant = text(http.post(operator, "/v1/tenants", "{\"name\":\"Montague\"}"), "id");
        key =
                text(
                        http.post(
                                operator,
                                "/v1/tenants/" + tenant + "/api-keys",
                                "{\"name\":\"test\"}"),
                        "key");
    }

    /// Makes a domain whose users live in Rookery.
    void domain(String name) {
        http.post(key, "/v1/domains", "{\"name\":\"" + name + "\"}");
    }

    void user(String domain, String name) {
        http.post(
                key,
                "/v1/domains/" + domain + "/users",
                "{\"username\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"}");
    }

    /// A user's device, logged in and available.
    Phone phone(String domain, String name) throws Exception {
        InetSocketAddress where = Objects.requireNonNull(parts.clientAddresses().get("c2s"));
        Phone phone = Phone.overTcp(name, domain, PASSWORD, where.getPort(), new AnyCertificate());
        phones.add(phone);
        phone.goOnline();
        return phone;
    }

    static String text(JsonNode node, String name) {
        return member(node, name).getStringValue();
    }

    static JsonNode member(JsonNode node, String name) {
        return Objects.requireNonNull(node.get(name), name);
    }

    /// Returns once `condition` holds; fails after a minute, naming `what`.
    static void eventually(String what, Callable<Boolean> condition) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline || never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still not so after " + LIMIT + ": " + what);
            }
        }
    }

    @Override
    public void close() {
        phones.forEach(Phone::close);
        node.stop();
    }
}
