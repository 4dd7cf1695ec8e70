package io.rookery.tenant.operator;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Fields;
import io.rookery.tenant.http.Problem;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.http.Scope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;

/// Follows a user's stanzas as they come and go, as lines of JSON, until the time is up or the
/// caller hangs up.
@Controller("/v1/admin/traces")
@Requires(beans = Installation.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class TraceController {
    static final String NDJSON = "application/x-ndjson";
    private static final int MAX_ADDRESS_CHARS = 3_071;
    private static final int MAX_REASON_CHARS = 200;
    private static final int MAX_SECONDS = 600;
    private static final int DEFAULT_SECONDS = 60;

    /// Traces under way at once on this node.
    private static final int MAX_TRACES = 16;

    private final Audited audited;
    private final Installation installation;
    private final JsonMapper json;
    private final InstantSource clock;
    private final Semaphore free = new Semaphore(MAX_TRACES);

    TraceController(
            Audited audited, Installation installation, JsonMapper json, InstantSource clock) {
        this.audited = audited;
        this.installation = installation;
        this.json = json;
        this.clock = clock;
    }

    private record Wanted(String user, Duration length, boolean payload, String reason) {}

    @Post
    @Produces(NDJSON)
    HttpResponse<StreamedFile> trace(HttpRequest<?> request, @Body JsonNode body) {
        Caller caller = Caller.of(request, Scope.ADMIN_TRACE);
        Wanted wanted = Fields.read(body, TraceController::wanted);
        Audited.Subject subject = audited.subject("user", wanted.user());
        if (!free.tryAcquire()) {
            throw new ProblemException(
                    Problem.RATE_LIMITED, "Too many users are followed by this node already.");
        }
        try {
            Installation.Trace trace =
                    audited.write(
                            caller,
                            subject,
                            wanted.payload() ? "user.trace-payload" : "user.trace",
                            wanted.reason(),
                            () ->
                                    installation.follow(
                                            subject.tenant(),
                                            subject.user(),
                                            wanted.length(),
                                            wanted.payload()));
            TraceStream lines = new TraceStream(trace, json, clock, wanted.length(), free::release);
            return HttpResponse.ok(new StreamedFile(lines, MediaType.of(NDJSON)))
                    .header(HttpHeaders.CONTENT_TYPE, NDJSON);
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
    }

    private static Wanted wanted(Fields fields) {
        String user = fields.text("user", MAX_ADDRESS_CHARS);
        long seconds =
                fields.optionalNumber("seconds", 1, MAX_SECONDS).orElse((long) DEFAULT_SECONDS);
        boolean payload = fields.optionalFlag("payload").orElse(false);
        String reason = fields.optionalText("reason", MAX_REASON_CHARS).orElse("");
        if (payload && reason.isBlank()) {
            fields.fault("reason", "It must be there to see what users write.");
        }
        return new Wanted(user, Duration.ofSeconds(seconds), payload, reason);
    }
}
