package io.rookery.tenant.user;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.rookery.tenant.audit.AuditLog;
import io.rookery.tenant.change.Change.Kind;
import io.rookery.tenant.domain.Domain;
import io.rookery.tenant.domain.Domains;
import io.rookery.tenant.http.Answers.Answer;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Fields;
import io.rookery.tenant.http.Scope;
import java.util.ArrayList;
import java.util.List;

/// A tenant's notices that something it keeps has changed: rosters, credentials. Users need not be
/// internal ones.
@Controller("/v1/domains/{domain}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class NoticeController {
    private final Api api;
    private final Domains domains;
    private final AuditLog audit;

    NoticeController(Api api, Domains domains, AuditLog audit) {
        this.api = api;
        this.domains = domains;
        this.audit = audit;
    }

    /// @param users empty for every user of the domain
    private record Notice(String action, List<String> users, List<Kind> kinds) {}

    @Post("/roster-invalidations")
    HttpResponse<AcceptedView> rosters(HttpRequest<?> request, String domain, @Body JsonNode body) {
        return accept(request, domain, body, Fields.read(body, this::rosters));
    }

    private Notice rosters(Fields fields) {
        List<String> users = NamedUsers.read(fields, api.limits());
        return new Notice("roster.invalidate", users, List.of(Kind.ROSTER_CHANGED));
    }

    @Post("/revocations")
    HttpResponse<AcceptedView> revocations(
            HttpRequest<?> request, String domain, @Body JsonNode body) {
        return accept(request, domain, body, Fields.read(body, this::revocation));
    }

    private Notice revocation(Fields fields) {
        List<String> users = NamedUsers.readOptional(fields, api.limits());
        List<Kind> kinds = new ArrayList<>();
        if (users.isEmpty()) {
            kinds.add(Kind.POLICY);
        }
        kinds.add(Kind.CREDENTIALS_REVOKED);
        if (fields.optionalFlag("disconnect").orElse(false)) {
            kinds.add(Kind.DISCONNECT);
        }
        return new Notice("credentials.revoke", users, kinds);
    }

    private HttpResponse<AcceptedView> accept(
            HttpRequest<?> request, String domain, JsonNode body, Notice notice) {
        Caller caller = Caller.of(request, Scope.USERS_WRITE);
        return api.answers()
                .post(
                        request,
                        caller,
                        body,
                        AcceptedView.class,
                        connection -> {
                            Domain of = domains.lock(connection, caller.tenant(), domain);
                            if (notice.kinds().contains(Kind.POLICY)) {
                                domains.outdate(connection, of);
                            }
                            audit.write(connection, caller, notice.action(), of.idText());
                            domains.announce(connection, of, notice.users(), notice.kinds());
                            List<String> users = notice.users().isEmpty() ? null : notice.users();
                            return new Answer<>(
                                    HttpStatus.ACCEPTED, new AcceptedView(of.name(), users), null);
                        });
    }
}
