package io.rookery.server.cluster;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.rookery.server.cluster.Observation.State;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Looks at processes: whether they live, and what they say of themselves.
final class Watch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// A core that joins again answers when it is up.
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(70);

    /// How long a process may take until it answers at all.
    private static final Duration START = Duration.ofSeconds(60);

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).executor(threads).build();
    private final JsonMapper json = JsonMapper.createDefault();

    /// What was answered, or null members when nothing was.
    private record Told(State state, String reason) {}

    /// Looks at all of them at once.
    List<Observation> look(List<Instance> instances) {
        List<CompletableFuture<Observation>> looks =
                instances.stream()
                        .map(each -> CompletableFuture.supplyAsync(() -> look(each), threads))
                        .toList();
        return looks.stream().map(CompletableFuture::join).toList();
    }

    Observation look(Instance instance) {
        Member member = instance.member();
        if (!instance.alive()) {
            return new Observation(
                    member,
                    instance.pid(),
                    instance.pid() == 0 ? State.STOPPED : State.DEAD,
                    instance.pid() == 0 ? "" : "process " + instance.pid() + " is gone",
                    Duration.ZERO,
                    OptionalLong.empty(),
                    OptionalLong.empty());
        }
        Duration uptime = Duration.between(instance.started(), Clock.systemUTC().instant());
        Told told =
                instance.paused()
                        ? new Told(State.UNHEALTHY, "paused")
                        : told(member).orElseGet(() -> silent(uptime));
        String metrics =
                (told.state == State.UP || told.state == State.DRAINING) && member.kind().isNode()
                        ? get(member.management().resolve("/metrics"))
                                .map(HttpResponse::body)
                                .orElse("")
                        : "";
        return new Observation(
                member,
                instance.pid(),
                told.state,
                told.reason,
                uptime,
                member.kind() == Kind.EDGE
                        ? value(metrics, "rookery_edge_sessions")
                        : OptionalLong.empty(),
                member.kind() == Kind.CORE
                        ? value(metrics, "rookery_core_accounts")
                        : OptionalLong.empty());
    }

    private static Told silent(Duration uptime) {
        return uptime.compareTo(START) < 0
                ? new Told(State.STARTING, "")
                : new Told(State.UNHEALTHY, "no answer");
    }

    private Optional<Told> told(Member member) {
        return switch (member.kind()) {
            case STORAGE -> listening(member, "postgres.port");
            case BROKER -> listening(member, "kafka.port");
            case CORE, ARCHIVER, API, EDGE ->
                    get(member.management().resolve("/health/ready")).map(this::health);
        };
    }

    private static Optional<Told> listening(Member member, String port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(member.address(), member.port(port)),
                    Math.toIntExact(PATIENCE.toMillis()));
            return Optional.of(new Told(State.UP, ""));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Told health(HttpResponse<String> response) {
        try {
            JsonNode all = json.readValue(response.body(), Argument.of(JsonNode.class));
            StringBuilder down = new StringBuilder();
            JsonNode parts = all.get("parts");
            if (parts != null) {
                for (JsonNode part : parts.values()) {
                    if (text(part, "status").equals("down")) {
                        down.append(down.isEmpty() ? "" : "; ").append(text(part, "part"));
                        String detail = text(part, "detail").lines().findFirst().orElse("");
                        down.append(detail.isEmpty() ? "" : ": " + detail);
                    }
                }
            }
            if (response.statusCode() == OK) {
                return new Told(State.UP, down.isEmpty() ? "" : "degraded: " + down);
            }
            String phase = text(all, "phase");
            if (phase.equals("draining")) {
                return new Told(State.DRAINING, "");
            }
            return phase.equals("starting")
                    ? new Told(State.STARTING, "")
                    : new Told(State.UNHEALTHY, down.isEmpty() ? phase : down.toString());
        } catch (IOException e) {
            return new Told(State.UNHEALTHY, "an answer that is not JSON");
        }
    }

    private static String text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null ? "" : value.coerceStringValue();
    }

    /// The sum of a metric over its labels.
    private static OptionalLong value(String metrics, String name) {
        List<Double> values =
                metrics.lines()
                        .filter(line -> line.startsWith(name + ' ') || line.startsWith(name + '{'))
                        .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                        .toList();
        return values.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round(values.stream().mapToDouble(v -> v).sum()));
    }

    private Optional<HttpResponse<String>> get(URI uri) {
        return send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build());
    }

    /// Has one of `cores` remove a member whose process has ended.
    Hearing down(Member dead, List<Instance> cores) {
        String path = "/cluster/members/" + dead.at("cluster.port");
        Hearing heard = Hearing.NOBODY;
        for (Instance core : cores) {
            if (core.member().equals(dead) || !core.alive() || core.paused()) {
                continue;
            }
            HttpRequest request =
                    HttpRequest.newBuilder(core.member().management().resolve(path))
                            .timeout(PATIENCE)
                            .DELETE()
                            .build();
            int status = send(request).map(HttpResponse::statusCode).orElse(0);
            if (status == OK) {
                return Hearing.REMOVED;
            }
            if (status == NOT_FOUND) {
                heard = Hearing.UNKNOWN;
            }
        }
        return heard;
    }

    /// Begins a node's drain, looks at it, or calls it off.
    ///
    /// @param method `POST`, `GET` or `DELETE`
    /// @param query of the request, or nothing
    Optional<HttpResponse<String>> drain(Member member, String method, String query) {
        return send(
                HttpRequest.newBuilder(member.management().resolve("/drain" + query))
                        .timeout(DRAIN_PATIENCE)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build());
    }

    private Optional<HttpResponse<String>> send(HttpRequest request) {
        try {
            return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
