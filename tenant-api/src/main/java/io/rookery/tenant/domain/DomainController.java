package io.rookery.tenant.domain;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.rookery.tenant.audit.AuditLog;
import io.rookery.tenant.http.Answers.Answer;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Fields;
import io.rookery.tenant.http.Page;
import io.rookery.tenant.http.PageRequest;
import io.rookery.tenant.http.Scope;
import java.util.List;
import java.util.Optional;

/// Domains of the caller's tenant. `{domain}` is an id or a name.
@Controller("/v1/domains")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DomainController {
    private static final int MAX_RAW_NAME_CHARS = 1_024;

    private final Api api;
    private final Domains domains;
    private final AuditLog audit;

    DomainController(Api api, Domains domains, AuditLog audit) {
        this.api = api;
        this.domains = domains;
        this.audit = audit;
    }

    private record NewDomain(String name, PolicyChange policy) {}

    @Post
    HttpResponse<DomainView> create(HttpRequest<?> request, @Body JsonNode body) {
        Caller caller = Caller.of(request, Scope.DOMAINS_WRITE);
        NewDomain wanted = Fields.read(body, this::newDomain);
        return api.answers()
                .post(
                        request,
                        caller,
                        body,
                        DomainView.class,
                        connection -> {
                            Domain made =
                                    domains.create(
                                            connection,
                                            caller.tenant(),
                                            wanted.name(),
                                            wanted.policy());
                            audit.write(connection, caller, "domain.create", made.idText());
                            domains.announce(connection, Domains.changed(made));
                            DomainView view = DomainView.of(made);
                            return Answer.created(view.path(), view);
                        });
    }

    private NewDomain newDomain(Fields fields) {
        String raw = fields.text("name", MAX_RAW_NAME_CHARS);
        Optional<String> name = DomainName.prepare(raw);
        if (name.isEmpty() && !raw.isEmpty()) {
            fields.fault("name", "It must be a domain name of two labels at least.");
        }
        PolicyChange policy =
                fields.optionalObject("policy")
                        .map(object -> PolicyChange.read(object, api.limits()))
                        .orElse(PolicyChange.none());
        return new NewDomain(name.orElse(""), policy);
    }

    @Get
    Page<DomainView> list(
            HttpRequest<?> request,
            @Nullable @QueryValue Integer limit,
            @Nullable @QueryValue String cursor) {
        Caller caller = Caller.of(request, Scope.DOMAINS_READ);
        PageRequest page = PageRequest.of(limit, cursor, api.limits());
        List<DomainView> found =
                api
                        .transactions()
                        .in(caller.tenant(), c -> domains.list(c, caller.tenant(), page))
                        .stream()
                        .map(DomainView::of)
                        .toList();
        return Page.of(page, found, DomainView::name);
    }

    @Get("/{domain}")
    DomainView get(HttpRequest<?> request, String domain) {
        Caller caller = Caller.of(request, Scope.DOMAINS_READ);
        return DomainView.of(
                api.transactions()
                        .in(caller.tenant(), c -> domains.find(c, caller.tenant(), domain)));
    }

    @Patch("/{domain}/policy")
    DomainView changePolicy(HttpRequest<?> request, String domain, @Body JsonNode body) {
        Caller caller = Caller.of(request, Scope.DOMAINS_WRITE);
        PolicyChange change = Fields.read(body, fields -> PolicyChange.read(fields, api.limits()));
        return api.transactions()
                .in(
                        caller.tenant(),
                        connection -> {
                            Domain old = domains.lock(connection, caller.tenant(), domain);
                            Domain changed = domains.changePolicy(connection, old, change);
                            audit.write(connection, caller, "policy.change", old.idText());
                            domains.announce(connection, Domains.changed(changed));
                            return DomainView.of(changed);
                        });
    }

    @Post("/{domain}/suspend")
    HttpResponse<DomainView> suspend(HttpRequest<?> request, String domain) {
        return changeState(request, domain, Domain.State.SUSPENDED, "domain.suspend");
    }

    @Post("/{domain}/resume")
    HttpResponse<DomainView> resume(HttpRequest<?> request, String domain) {
        return changeState(request, domain, Domain.State.ACTIVE, "domain.resume");
    }

    private HttpResponse<DomainView> changeState(
            HttpRequest<?> request, String domain, Domain.State state, String action) {
        Caller caller = Caller.of(request, Scope.DOMAINS_WRITE);
        return api.answers()
                .post(
                        request,
                        caller,
                        null,
                        DomainView.class,
                        connection -> {
                            Domain old = domains.lock(connection, caller.tenant(), domain);
                            Domain changed = domains.changeState(connection, old, state);
                            audit.write(connection, caller, action, old.idText());
                            domains.announce(connection, Domains.changed(changed));
                            return Answer.done(DomainView.of(changed));
                        });
    }

    @Delete("/{domain}")
    @Status(HttpStatus.NO_CONTENT)
    void delete(HttpRequest<?> request, String domain) {
        Caller caller = Caller.of(request, Scope.DOMAINS_WRITE);
        api.transactions()
                .in(
                        caller.tenant(),
                        connection -> {
                            Domain old = domains.lock(connection, caller.tenant(), domain);
                            domains.delete(connection, old);
                            audit.write(connection, caller, "domain.delete", old.idText());
                            domains.announce(connection, Domains.deleted(old));
                            return old;
                        });
    }
}
