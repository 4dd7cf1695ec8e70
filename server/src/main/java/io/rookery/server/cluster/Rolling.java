package io.rookery.server.cluster;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.rookery.server.roles.StartFailure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Takes nodes out of service while clients use the others: one alone, or each in turn.
public final class Rolling {
    private static final int OK = 200;
    private static final long LOOK_MILLIS = 250;
    private static final long SAY_MILLIS = 2_000;

    /// How long an edge may need to hear of another.
    private static final Duration HEARSAY = Duration.ofSeconds(30);

    /// The order of a rolling restart: whoever others lean on comes last.
    private static final List<Kind> ORDER = List.of(Kind.ARCHIVER, Kind.API, Kind.CORE, Kind.EDGE);

    private final LocalCluster cluster;
    private final Watch watch;
    private final Consumer<String> out;
    private final JsonMapper json = JsonMapper.createDefault();

    Rolling(LocalCluster cluster, Watch watch, Consumer<String> out) {
        this.cluster = cluster;
        this.watch = watch;
        this.out = out;
    }

    private record Progress(boolean moving, int moved, int left, int elsewhere) {}

    /// Drains a node, and returns when nothing is left on it or its time has passed.
    ///
    /// @param rate sessions a second; empty: as the node's settings say
    /// @param most how long sessions are moved
    /// @throws StartFailure when the node cannot be drained
    public void drain(String name, OptionalInt rate, Duration most) throws InterruptedException {
        Member member = drainable(name);
        String query = "?seconds=" + most.toSeconds();
        if (rate.isPresent()) {
            query += "&rate=" + rate.getAsInt();
        }
        Progress seen = ask(member, "POST", query);
        if (seen.elsewhere == 0 && member.kind() == Kind.EDGE) {
            out.accept(name + ": there is no other edge that clients can be sent to");
        }
        long deadline = System.nanoTime() + most.toNanos() + HEARSAY.toNanos();
        long said = System.nanoTime();
        while (seen.moving && !(member.kind() == Kind.EDGE && seen.left == 0)) {
            if (System.nanoTime() > deadline) {
                break;
            }
            if (System.nanoTime() - said > TimeUnit.MILLISECONDS.toNanos(SAY_MILLIS)) {
                said = System.nanoTime();
                say(member, seen);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            seen = ask(member, "GET", "");
        }
        say(member, seen);
    }

    private void say(Member member, Progress seen) {
        out.accept(
                member.kind() == Kind.EDGE
                        ? "%s: %d sessions sent elsewhere, %d left"
                                .formatted(member.name(), seen.moved, seen.left)
                        : "%s: %d accounts left".formatted(member.name(), seen.left));
    }

    /// Lets a drained node take part again.
    ///
    /// @throws StartFailure when the node cannot be drained
    public void undrain(String name) {
        ask(drainable(name), "DELETE", "");
        out.accept(name + ": takes part again");
    }

    private Member drainable(String name) {
        Member member = cluster.living(name).member();
        if (!member.kind().isMember()) {
            throw StartFailure.of("node", name, "an edge or a core");
        }
        return member;
    }

    private Progress ask(Member member, String method, String query) {
        HttpResponse<String> answer =
                watch.drain(member, method, query)
                        .orElseThrow(() ->
                                StartFailure.of(
                                        "node",
                                        member.name(),
                                        "one that answers at its " + "management port"));
        if (answer.statusCode() != OK) {
            throw new StartFailure(
                    "%s: %s: %s"
                            .formatted(
                                    member.name(),
                                    method.equals("DELETE") ? "still drained" : "not drained",
                                    answer.body().strip()));
        }
        try {
            JsonNode all = json.readValue(answer.body(), Argument.of(JsonNode.class));
            return new Progress(
                    member(all, "moving").getBooleanValue(),
                    member(all, "moved").getIntValue(),
                    member(all, "left").getIntValue(),
                    member(all, "elsewhere").getIntValue());
        } catch (IOException e) {
            throw new StartFailure(member.name() + ": an answer that is not JSON", e);
        }
    }

    private static JsonNode member(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            throw new StartFailure("drain: an answer without " + name);
        }
        return value;
    }

    /// Restarts every node in turn and waits until it is up: edges are drained before. What stores
    /// (PostgreSQL, Kafka) is left alone.
    ///
    /// @param rate sessions a second; empty: as the nodes' settings say
    /// @param most how long one edge's sessions are moved
    public void restart(OptionalInt rate, Duration most) throws InterruptedException {
        for (Kind kind : ORDER) {
            for (Instance each : cluster.instances()) {
                if (each.member().kind() == kind && each.alive()) {
                    restart(each.member(), rate, most);
                }
            }
        }
    }

    private void restart(Member member, OptionalInt rate, Duration most)
            throws InterruptedException {
        if (member.kind() == Kind.EDGE) {
            awaitOthers(member);
            drain(member.name(), rate, most);
        }
        cluster.restart(member.name());
    }

    /// The edge restarted before this one is up, but this one may not have heard of it yet.
    private void awaitOthers(Member edge) throws InterruptedException {
        boolean alone =
                cluster.instances().stream()
                        .noneMatch(each ->
                                each.member().kind() == Kind.EDGE
                                        && !each.member().equals(edge)
                                        && each.alive());
        long deadline = System.nanoTime() + HEARSAY.toNanos();
        while (!alone && ask(edge, "GET", "").elsewhere == 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
