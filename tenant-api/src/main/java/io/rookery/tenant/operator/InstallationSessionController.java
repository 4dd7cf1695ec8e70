package io.rookery.tenant.operator;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.port.watch.Answers;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.routing.port.watch.SessionsWanted;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Fields;
import io.rookery.tenant.http.Page;
import io.rookery.tenant.http.PageRequest;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.http.Scope;
import io.rookery.tenant.session.LiveSessions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sessions of the whole installation, listed and ended.
@Controller("/v1/admin")
@Requires(beans = {Installation.class, LiveSessions.class})
@ExecuteOn(TaskExecutors.BLOCKING)
final class InstallationSessionController {

    /// Beyond this `from` and `to` of a domain name cannot be.
    private static final int MAX_DOMAIN_CHARS = 255;

    private static final int MAX_ADDRESS_CHARS = 3_071;
    private static final int MAX_REASON_CHARS = 200;

    private final Api api;
    private final Audited audited;
    private final Installation installation;
    private final LiveSessions accounts;

    InstallationSessionController(
            Api api, Audited audited, Installation installation, LiveSessions accounts) {
        this.api = api;
        this.audited = audited;
        this.installation = installation;
        this.accounts = accounts;
    }

    /// Connected sessions of all edges; of one user those too that wait for their client.
    @Get("/sessions")
    SessionRows list(
            HttpRequest<?> request,
            @Nullable @QueryValue String domain,
            @Nullable @QueryValue String user,
            @Nullable @QueryValue String edge,
            @Nullable @QueryValue Integer limit,
            @Nullable @QueryValue String cursor) {
        Caller.of(request, Scope.ADMIN_READ);
        PageRequest page = PageRequest.of(limit, cursor, api.limits());
        if (user != null) {
            if (domain != null || edge != null) {
                throw ProblemException.parameter(
                        "user", "It names one user: domain and edge cannot stand beside it.");
            }
            return ofUser(audited.subject("user", user));
        }
        SessionsWanted wanted = new SessionsWanted(domain(domain), "", page.after(), page.fetch());
        Answers<SeenSession> seen = installation.sessions(wanted, edge == null ? "" : edge);
        Page<SeenSession> found =
                Page.of(page, seen.answers(), session -> session.jid().toString());
        return new SessionRows(
                found.data().stream().map(SessionRow::of).toList(),
                found.nextCursor(),
                found.hasMore(),
                seen.silent());
    }

    private static String domain(@Nullable String domain) {
        if (domain != null && domain.length() > MAX_DOMAIN_CHARS) {
            throw ProblemException.parameter("domain", "It is longer than a domain's name.");
        }
        return domain == null ? "" : domain;
    }

    /// One page always: a user has few sessions.
    private SessionRows ofUser(Audited.Subject subject) {
        Answers<SeenSession> seen =
                installation.sessions(
                        new SessionsWanted(
                                "", subject.user().toString(), "", api.limits().pageRows()),
                        "");
        List<SessionRow> rows =
                new ArrayList<>(seen.answers().stream().map(SessionRow::of).toList());
        List<String> silent = new ArrayList<>(seen.silent());
        Set<String> known = new HashSet<>();
        rows.forEach(row -> known.add(row.jid()));
        try {
            for (LiveSessions.Connected each : accounts.of(subject.tenant(), subject.user())) {
                SessionRow row = SessionRow.of(subject.tenant(), subject.user(), each);
                if (known.add(row.jid())) {
                    rows.add(row);
                }
            }
        } catch (UnavailableException e) {
            silent.add(subject.user().toString());
        }
        rows.sort(Comparator.comparing(SessionRow::jid));
        return new SessionRows(rows, null, false, silent);
    }

    /// What was ended.
    ///
    /// @param ended full JIDs
    @Serdeable
    record Kicked(List<String> ended) {
        Kicked {
            ended = List.copyOf(ended);
        }
    }

    private record Kick(String user, Optional<String> resource, String reason) {}

    /// Ends one session of a user, or all.
    @Post("/kicks")
    Kicked kick(HttpRequest<?> request, @Body JsonNode body) {
        Caller caller = Caller.of(request, Scope.ADMIN_WRITE);
        Kick kick =
                Fields.read(
                        body,
                        fields ->
                                new Kick(
                                        fields.text("user", MAX_ADDRESS_CHARS),
                                        fields.optionalText("resource", MAX_ADDRESS_CHARS),
                                        fields.optionalText("reason", MAX_REASON_CHARS)
                                                .orElse("")));
        Audited.Subject subject = audited.subject("user", kick.user());
        return audited.write(
                caller, subject, "session.kick", kick.reason(), () -> end(subject, kick));
    }

    private Kicked end(Audited.Subject subject, Kick kick) {
        List<String> resources =
                kick.resource()
                        .map(List::of)
                        .orElseGet(() ->
                                accounts.of(subject.tenant(), subject.user()).stream()
                                        .map(LiveSessions.Connected::resource)
                                        .toList());
        List<String> ended = new ArrayList<>();
        for (String resource : resources) {
            if (installation.end(subject.tenant(), subject.user(), resource, kick.reason())) {
                ended.add(subject.user() + "/" + resource);
            }
        }
        if (ended.isEmpty()) {
            throw ProblemException.notFound();
        }
        return new Kicked(ended);
    }
}
