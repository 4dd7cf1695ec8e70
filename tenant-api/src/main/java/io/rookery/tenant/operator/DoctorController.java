package io.rookery.tenant.operator;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.rookery.routing.port.watch.Finding;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Page;
import io.rookery.tenant.http.PageRequest;
import io.rookery.tenant.http.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is wrong with the installation now.
@Controller("/v1/admin")
@Requires(beans = Installation.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class DoctorController {
    private final Api api;
    private final Installation installation;
    private final InstantSource clock;

    DoctorController(Api api, Installation installation, InstantSource clock) {
        this.api = api;
        this.installation = installation;
        this.clock = clock;
    }

    /// A member, in an answer.
    @Serdeable(naming = SnakeCaseStrategy.class)
    record NodeView(
            String node, List<String> roles, String status, boolean reachable, String version) {
        NodeView {
            roles = List.copyOf(roles);
        }
    }

    /// A finding, in an answer.
    @Serdeable(naming = SnakeCaseStrategy.class)
    record FindingView(
            String severity,
            String code,
            String node,
            String subject,
            String text,
            String meaning,
            String advice) {
        static FindingView of(Finding finding) {
            return new FindingView(
                    finding.severity().name().toLowerCase(Locale.ROOT),
                    finding.code(),
                    finding.node(),
                    finding.subject(),
                    finding.text(),
                    finding.meaning(),
                    finding.advice());
        }
    }

    /// The whole answer.
    ///
    /// @param status of the worst finding: `healthy`, `warning` or `error`
    @Serdeable(naming = SnakeCaseStrategy.class)
    record DoctorView(String status, Instant at, List<NodeView> nodes, List<FindingView> findings) {
        DoctorView {
            nodes = List.copyOf(nodes);
            findings = List.copyOf(findings);
        }
    }

    @Get("/doctor")
    DoctorView examine(HttpRequest<?> request) {
        Caller.of(request, Scope.ADMIN_READ);
        Installation.Examination found = installation.examine();
        return new DoctorView(
                status(found.findings()),
                clock.instant(),
                found.nodes().stream()
                        .map(each ->
                                new NodeView(
                                        each.node(),
                                        each.roles().stream().sorted().toList(),
                                        each.status(),
                                        each.reachable(),
                                        each.version()))
                        .toList(),
                found.findings().stream().map(FindingView::of).toList());
    }

    private static String status(List<Finding> findings) {
        if (findings.stream().anyMatch(each -> each.severity() == Finding.Severity.ERROR)) {
            return "error";
        }
        return findings.stream().anyMatch(each -> each.severity() == Finding.Severity.WARNING)
                ? "warning"
                : "healthy";
    }

    /// A dead letter, in an answer.
    @Serdeable(naming = SnakeCaseStrategy.class)
    record DeadLetterView(
            String topic,
            int partition,
            long offset,
            String parkedAt,
            String reason,
            String key,
            int bytes) {}

    /// One page always, the newest first: who has more than a few has a fault to find, not a list
    /// to read.
    @Get("/dead-letters")
    Page<DeadLetterView> deadLetters(HttpRequest<?> request, @Nullable @QueryValue Integer limit) {
        Caller.of(request, Scope.ADMIN_READ);
        PageRequest page = PageRequest.of(limit, null, api.limits());
        return new Page<>(
                installation.deadLetters(page.limit()).stream()
                        .map(each ->
                                new DeadLetterView(
                                        each.topic(),
                                        each.partition(),
                                        each.offset(),
                                        each.parkedAt(),
                                        each.reason(),
                                        each.key(),
                                        each.bytes()))
                        .toList(),
                null,
                false);
    }
}
