package io.rookery.tenant.hook;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.rookery.tenant.audit.AuditLog;
import io.rookery.tenant.change.Change.Kind;
import io.rookery.tenant.domain.Domain;
import io.rookery.tenant.domain.Domains;
import io.rookery.tenant.hook.HookRules.NewHook;
import io.rookery.tenant.http.Answers.Answer;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Fields;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.http.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The backend of a domain: one, or none.
@Controller("/v1/domains/{domain}/hook")
@ExecuteOn(TaskExecutors.BLOCKING)
final class HookController {
    private final Api api;
    private final Domains domains;
    private final Hooks hooks;
    private final HookRules rules;
    private final AuditLog audit;

    HookController(Api api, Domains domains, Hooks hooks, HookRules rules, AuditLog audit) {
        this.api = api;
        this.domains = domains;
        this.hooks = hooks;
        this.rules = rules;
        this.audit = audit;
    }

    @Put
    HttpResponse<HookView> put(HttpRequest<?> request, String domain, @Body JsonNode body) {
        Caller caller = Caller.of(request, Scope.HOOKS_WRITE);
        NewHook wanted = Fields.read(body, rules::read);
        return api.transactions()
                .in(
                        caller.tenant(),
                        connection -> {
                            Domain of = domains.lock(connection, caller.tenant(), domain);
                            Optional<Hook> old = find(connection, of);
                            Hook hook =
                                    old.isPresent()
                                            ? hooks.change(
                                                    connection,
                                                    old.get(),
                                                    wanted.baseUrl(),
                                                    wanted.operations())
                                            : hooks.create(
                                                    connection,
                                                    of,
                                                    wanted.baseUrl(),
                                                    wanted.operations());
                            audit.write(connection, caller, "hook.put", target(of));
                            announce(connection, of);
                            return old.isPresent()
                                    ? HttpResponse.ok(HookView.of(hook))
                                    : HttpResponse.created(HookView.showing(hook));
                        });
    }

    @Get
    HookView get(HttpRequest<?> request, String domain) {
        Caller caller = Caller.of(request, Scope.HOOKS_READ);
        return api.transactions()
                .in(
                        caller.tenant(),
                        connection -> {
                            Domain of = domains.find(connection, caller.tenant(), domain);
                            return HookView.of(existing(connection, of));
                        });
    }

    @Post("/secrets")
    HttpResponse<HookView> rotate(HttpRequest<?> request, String domain) {
        Caller caller = Caller.of(request, Scope.HOOKS_WRITE);
        return api.answers()
                .post(
                        request,
                        caller,
                        null,
                        HookView.class,
                        connection -> {
                            Domain of = domains.lock(connection, caller.tenant(), domain);
                            Hook hook = hooks.rotate(connection, existing(connection, of));
                            audit.write(connection, caller, "hook.rotate-secret", target(of));
                            announce(connection, of);
                            return new Answer<>(HttpStatus.CREATED, HookView.showing(hook), null);
                        });
    }

    @Delete
    @Status(HttpStatus.NO_CONTENT)
    void delete(HttpRequest<?> request, String domain) {
        Caller caller = Caller.of(request, Scope.HOOKS_WRITE);
        api.transactions()
                .in(
                        caller.tenant(),
                        connection -> {
                            Domain of = domains.lock(connection, caller.tenant(), domain);
                            hooks.delete(connection, existing(connection, of));
                            audit.write(connection, caller, "hook.delete", target(of));
                            announce(connection, of);
                            return of;
                        });
    }

    private Optional<Hook> find(Connection connection, Domain of) throws SQLException {
        return hooks.find(connection, of.policy().tenant(), of.name());
    }

    private Hook existing(Connection connection, Domain of) throws SQLException {
        return find(connection, of).orElseThrow(ProblemException::notFound);
    }

    /// Whoever answered before is not believed any more.
    private void announce(Connection connection, Domain of) throws SQLException {
        domains.announce(connection, of, List.of(), List.of(Kind.HOOK, Kind.CREDENTIALS_REVOKED));
    }

    private static String target(Domain domain) {
        return domain.idText() + "/hook";
    }
}
