package io.rookery.server.observability;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rookery.routing.cluster.MemberView;
import io.rookery.server.roles.Component;
import io.rookery.server.roles.Settings;
import io.rookery.server.roles.StartFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers those who watch the node: `/metrics`, `/health/live`, `/health/ready`; and those who
/// look after it: `/drain`, `/cluster/members`. It starts before everything that can take long and
/// stops after it, so that it can say that the node is not ready.
public final class Management implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Management.class);
    private static final int BACKLOG = 64;
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int WRONG_METHOD = 405;
    private static final int FAULT = 500;
    private static final int UNAVAILABLE = 503;
    private static final String MEMBERS = "/cluster/members/";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    private final Settings.Management settings;
    private final Telemetry telemetry;
    private final Health health;
    private final DrainPage drain;
    private volatile Predicate<String> downing = member -> false;
    private volatile Supplier<List<MemberView>> members = List::of;
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;

    public Management(Settings.Management settings, Telemetry telemetry, Health health) {
        this.settings = settings;
        this.telemetry = telemetry;
        this.health = health;
        this.drain = new DrainPage(settings.drain(), health::draining);
    }

    /// What is drained when somebody asks for it and the settings allow it.
    public void drains(Drainable part) {
        drain.of(part);
    }

    /// Who knows the cluster's members, and removes one when a supervisor asks for it and the
    /// settings allow it.
    ///
    /// @param remove is given `host:port` and says whether it was done
    public void cluster(Supplier<List<MemberView>> all, Predicate<String> remove) {
        members = all;
        downing = remove;
    }

    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    private record Answer(int status, String type, byte[] body) {
        static Answer text(int status, String type, String body) {
            return new Answer(status, type, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public String name() {
        return "management";
    }

    @Override
    public void start() {
        if (!settings.enabled()) {
            return;
        }
        InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
        HttpServer started;
        try {
            started = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new StartFailure(
                    "management.port: %s:%d (expected: an address of this machine that nobody else listens on)"
                            .formatted(settings.host(), settings.port()),
                    e);
        }
        ExecutorService each =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("management-", 0).factory());
        started.setExecutor(each);
        started.createContext("/", this::serve);
        started.start();
        threads = each;
        server = started;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            exchange.getResponseHeaders().set("Content-Type", answer.type);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status, head ? -1 : answer.body.length);
            if (!head) {
                exchange.getResponseBody().write(answer.body);
            }
        }
    }

    private Answer answer(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        // No page in a browser can send this one to another origin unasked, as it could a POST.
        if (settings.downing() && method.equals("DELETE") && path.startsWith(MEMBERS)) {
            return down(exchange, path.substring(MEMBERS.length()));
        }
        if (path.equals(DrainPage.PATH)) {
            DrainPage.Answer said = drain.answer(exchange);
            return Answer.text(said.status(), said.status() == OK ? JSON : TEXT, said.body());
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.text(WRONG_METHOD, TEXT, "only GET and HEAD\n");
        }
        try {
            return switch (path) {
                case "/metrics" -> metrics(exchange.getRequestHeaders().getFirst("Accept"));
                case "/health/live" -> of(health.live());
                case "/health/ready" -> of(health.ready());
                case "/cluster/members" -> Answer.text(OK, JSON, json(members.get()));
                default ->
                        Answer.text(
                                NOT_FOUND,
                                TEXT,
                                "/metrics, /health/live, /health/ready, /cluster/members\n");
            };
        } catch (IOException | RuntimeException e) {
            LOG.error("management: {} failed", path, e);
            return Answer.text(FAULT, TEXT, "failed, see the log\n");
        }
    }

    private static String json(List<MemberView> members) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator array = new JsonFactory().createGenerator(text)) {
            array.writeStartArray();
            for (MemberView member : members) {
                array.writeStartObject();
                array.writeStringField("address", member.address());
                array.writeStringField("roles", String.join(",", member.roles()));
                array.writeStringField("status", member.status());
                array.writeBooleanField("reachable", member.reachable());
                array.writeEndObject();
            }
            array.writeEndArray();
        }
        return text.append('\n').toString();
    }

    private Answer down(HttpExchange exchange, String member) {
        if (!exchange.getRemoteAddress().getAddress().isLoopbackAddress()) {
            return Answer.text(FORBIDDEN, TEXT, "from this machine only\n");
        }
        LOG.info("a supervisor says that member {} has ended", member);
        return downing.test(member)
                ? Answer.text(OK, TEXT, "down\n")
                : Answer.text(NOT_FOUND, TEXT, "no such member\n");
    }

    private Answer metrics(@Nullable String accept) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        telemetry.scrape(accept, body);
        return new Answer(OK, telemetry.contentType(accept), body.toByteArray());
    }

    private static Answer of(Health.Report report) {
        return Answer.text(report.good() ? OK : UNAVAILABLE, JSON, report.body() + '\n');
    }

    /// Where it listens; empty when it is turned off or has not started.
    public Optional<URI> uri() {
        return Optional.ofNullable(server)
                .map(HttpServer::getAddress)
                .map(address ->
                        URI.create("http://%s:%d".formatted(settings.host(), address.getPort())));
    }

    @Override
    public String summary() {
        return uri().map(uri -> uri + "/metrics").orElse("off");
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
        if (threads != null) {
            threads.shutdownNow();
            threads = null;
        }
    }
}
