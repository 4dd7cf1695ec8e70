package io.rookery.server.edges;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.rookery.server.cli.Commands;
import io.rookery.server.cli.Rookery;
import io.rookery.server.cluster.Deployment;
import io.rookery.server.cluster.LocalCluster;
import io.rookery.server.cluster.Network;
import io.rookery.server.cluster.Observation;
import io.rookery.xmpp.jid.BareJid;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A deployment of processes with a domain on it, and the clients of that domain's users.
final class Territory {
    static final String PASSWORD = "wherefore";
    private static final String DOMAIN = "edges.example";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    final LocalCluster cluster;
    final Network network;
    private final Path data;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.createDefault();
    private final List<Traveller> travellers = new ArrayList<>();
    private String key = "";

    /// At addresses and ports that nothing else on this machine is likely to have.
    ///
    /// @param data where its processes keep what they have
    Territory(Path data) {
        this.data = data;
        this.network =
                new Network(
                        ThreadLocalRandom.current().nextInt(1, 255),
                        ThreadLocalRandom.current().nextInt(1_000, 6_000));
        this.cluster = new LocalCluster(data, Rookery.class.getName(), line -> {});
    }

    /// Starts everything, and makes the domain.
    ///
    /// @param settings of every node
    void start(int edges, int cores, String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of("api.address-requests=100000"));
        all.addAll(List.of(settings));
        cluster.start(new Deployment(edges, cores, 1, 1, 1, network, all));
        String operator = Files.readString(cluster.operatorKey()).strip();
        String tenant = post(operator, "/v1/tenants", "{\"name\":\"Verona\"}", "id");
        key = post(operator, "/v1/tenants/" + tenant + "/api-keys", "{\"name\":\"test\"}", "key");
        post(
                key,
                "/v1/domains",
                "{\"name\":\"%s\",\"policy\":{\"authentication\":[\"internal\"],\"roster_source\":\"internal\"}}"
                        .formatted(DOMAIN),
                "id");
    }

    /// The operator's commands.
    Commands commands() {
        return new Commands("--data", data.toString());
    }

    /// A user with this name, made when there is none.
    BareJid user(String name) throws Exception {
        post(
                key,
                "/v1/domains/" + DOMAIN + "/users",
                "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, PASSWORD),
                "");
        return BareJid.parse(name + '@' + DOMAIN);
    }

    /// A client of this user, that knows these edges in this order.
    Traveller traveller(BareJid user, Door.Way way, int... edges) {
        List<Door> doors = new ArrayList<>();
        for (int edge : edges) {
            doors.add(door(way, edge));
        }
        Traveller traveller = new Traveller(user, PASSWORD, doors);
        travellers.add(traveller);
        return traveller;
    }

    Door door(Door.Way way, int edge) {
        return Door.of(way, network, edge);
    }

    /// Everything that a user's archive has, as `from body`.
    List<String> archive(BareJid user) {
        return Shelf.read(door(Door.Way.TCP, 2), user, PASSWORD).stream()
                .map(entry -> name(entry.from()) + ' ' + entry.body())
                .toList();
    }

    private static String name(String jid) {
        return jid.substring(0, jid.indexOf('@'));
    }

    /// What somebody said, of [#archive].
    static List<String> said(List<String> archive, BareJid who) {
        String prefix = who.local() + " ";
        return archive.stream()
                .filter(entry -> entry.startsWith(prefix))
                .map(entry -> entry.substring(prefix.length()))
                .toList();
    }

    /// Waits until an edge knows so many others.
    void awaitElsewhere(String edge, int others) throws Exception {
        String wanted = "\"elsewhere\":" + others;
        awaitSaid(edge, "/drain", said -> said.contains(wanted), wanted);
    }

    /// Waits until so many cores are members that the first edge can reach.
    void awaitCores(int cores) throws Exception {
        Pattern up = Pattern.compile("\"roles\":\"core\",\"status\":\"up\",\"reachable\":true");
        awaitSaid(
                "edge-1",
                "/cluster/members",
                said -> up.matcher(said).results().count() == cores,
                cores + " cores that are up");
    }

    private void awaitSaid(String edge, String path, Predicate<String> holds, String wanted)
            throws Exception {
        URI asked =
                URI.create(
                        "http://127.%d.1.%s:%d%s"
                                .formatted(
                                        network.second(),
                                        edge.substring(edge.indexOf('-') + 1),
                                        9_464 + network.shift(),
                                        path));
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            String said =
                    http.send(
                                    HttpRequest.newBuilder(asked).timeout(TIMEOUT).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            if (holds.test(said)) {
                return;
            }
            if (System.nanoTime() > deadline || never.await(100, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(said + " (expected: " + wanted + ")");
            }
        }
    }

    /// Ends a node's process, and tells nobody.
    void strike(String node) {
        ProcessHandle.of(pid(node)).ifPresent(ProcessHandle::destroyForcibly);
    }

    /// Starts what is not up.
    void repair() throws InterruptedException {
        for (Observation each : cluster.look()) {
            if (each.state() == Observation.State.DEAD) {
                cluster.restart(each.member().name());
            }
        }
    }

    /// Waits until a node answers again, as a member that takes part.
    void awaitUp(String node) throws InterruptedException {
        long deadline = System.nanoTime() + 3 * TIMEOUT.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (seen(node).state() != Observation.State.UP) {
            if (System.nanoTime() > deadline || never.await(200, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(node + ": " + seen(node).state() + " (expected: UP)");
            }
        }
    }

    private long pid(String node) {
        return seen(node).pid();
    }

    /// Bytes of the objects that a node's process holds, after a collection.
    long heldBytes(String node) throws IOException {
        Process histogram =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home", ""), "bin", "jcmd")
                                        .toString(),
                                Long.toString(pid(node)),
                                "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(histogram.getInputStream().readAllBytes(), UTF_8);
        // The last line: Total, instances, bytes.
        Matcher total = Pattern.compile("Total +\\d+ +(\\d+)").matcher(said);
        if (!total.find()) {
            throw new IllegalStateException("jcmd: " + said + " (expected: a line with the total)");
        }
        return Long.parseLong(total.group(1));
    }

    Observation seen(String node) {
        return cluster.look().stream()
                .filter(each -> each.member().name().equals(node))
                .findFirst()
                .orElseThrow();
    }

    /// The last lines of a node's log.
    String log(String node) throws IOException {
        return Files.readString(data.resolve(node).resolve("node.log"));
    }

    /// @return this text of the answer
    private String post(String with, String path, String body, String field) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                                "http://127.%d.5.1:%d"
                                                        .formatted(
                                                                network.second(),
                                                                8_080 + network.shift()))
                                        .resolve(path))
                        .timeout(TIMEOUT)
                        .header("Authorization", "Bearer " + with)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    path + ": " + answer.statusCode() + ' ' + answer.body());
        }
        return field.isEmpty()
                ? ""
                : Optional.ofNullable(json.readValue(answer.body(), Argument.of(JsonNode.class)))
                        .map(node -> node.get(field))
                        .map(JsonNode::getStringValue)
                        .orElseThrow();
    }

    /// Stops everything.
    void close() throws Exception {
        travellers.forEach(Traveller::close);
        cluster.stop();
        cluster.close();
        http.close();
    }
}
