package io.rookery.tenant.tenancy;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.rookery.routing.port.TenantId;
import io.rookery.tenant.Ids;
import io.rookery.tenant.apikey.ApiKeyView;
import io.rookery.tenant.apikey.ApiKeys;
import io.rookery.tenant.apikey.NewApiKey;
import io.rookery.tenant.audit.AuditLog;
import io.rookery.tenant.domain.Domains;
import io.rookery.tenant.http.Answers.Answer;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Fields;
import io.rookery.tenant.http.Page;
import io.rookery.tenant.http.PageRequest;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.http.Scope;
import io.rookery.tenant.store.TenantTransactions;
import io.rookery.tenant.tenancy.Tenants.NewTenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Tenants, for the operator.
@Controller("/v1/tenants")
@ExecuteOn(TaskExecutors.BLOCKING)
final class TenantController {
    private static final int MAX_DOMAINS = 10_000;
    private static final long MAX_USERS = 1_000_000_000L;

    private final Api api;
    private final Tenants tenants;
    private final Domains domains;
    private final ApiKeys keys;
    private final AuditLog audit;
    private final InstantSource clock;

    TenantController(
            Api api,
            Tenants tenants,
            Domains domains,
            ApiKeys keys,
            AuditLog audit,
            InstantSource clock) {
        this.api = api;
        this.tenants = tenants;
        this.domains = domains;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
    }

    @Post
    HttpResponse<TenantView> create(HttpRequest<?> request, @Body JsonNode body) {
        Caller caller = Caller.of(request, Scope.TENANTS_WRITE);
        NewTenant wanted = Fields.read(body, this::newTenant);
        return api.answers()
                .post(
                        request,
                        caller,
                        body,
                        TenantView.class,
                        connection -> {
                            TenantView made = TenantView.of(tenants.create(connection, wanted));
                            audit.write(connection, caller, "tenant.create", made.id());
                            return Answer.created("/v1/tenants/" + made.id(), made);
                        });
    }

    private NewTenant newTenant(Fields fields) {
        String name = fields.text("name", api.limits().nameChars());
        String environment =
                fields.optionalChoice("environment", List.of("live", "test")).orElse("live");
        Optional<Fields> quotas = fields.optionalObject("quotas");
        long maxDomains =
                quotas.flatMap(q -> q.optionalNumber("domains", 0, MAX_DOMAINS))
                        .orElse((long) api.limits().domains());
        long maxUsers =
                quotas.flatMap(q -> q.optionalNumber("users", 0, MAX_USERS))
                        .orElse(api.limits().users());
        return new NewTenant(name, environment, (int) maxDomains, maxUsers);
    }

    @Get
    Page<TenantView> list(
            HttpRequest<?> request,
            @Nullable @QueryValue Integer limit,
            @Nullable @QueryValue String cursor) {
        Caller caller = Caller.of(request, Scope.TENANTS_READ);
        PageRequest page = PageRequest.of(limit, cursor, api.limits());
        List<TenantView> found =
                api.transactions().in(caller.tenant(), c -> tenants.list(c, page)).stream()
                        .map(TenantView::of)
                        .toList();
        return Page.of(page, found, TenantView::id);
    }

    @Get("/{tenant}")
    TenantView get(HttpRequest<?> request, String tenant) {
        Caller caller = Caller.of(request, Scope.TENANTS_READ);
        TenantId id = id(tenant);
        return TenantView.of(api.transactions().in(caller.tenant(), c -> tenants.find(c, id)));
    }

    @Post("/{tenant}/suspend")
    HttpResponse<TenantView> suspend(HttpRequest<?> request, String tenant) {
        return changeState(request, tenant, Tenant.State.SUSPENDED, "tenant.suspend");
    }

    @Post("/{tenant}/resume")
    HttpResponse<TenantView> resume(HttpRequest<?> request, String tenant) {
        return changeState(request, tenant, Tenant.State.ACTIVE, "tenant.resume");
    }

    private HttpResponse<TenantView> changeState(
            HttpRequest<?> request, String tenant, Tenant.State state, String action) {
        Caller caller = Caller.of(request, Scope.TENANTS_WRITE);
        TenantId id = id(tenant);
        return api.answers()
                .post(
                        request,
                        caller,
                        null,
                        TenantView.class,
                        connection ->
                                Answer.done(
                                        TenantView.of(
                                                become(connection, caller, id, state, action))));
    }

    @Delete("/{tenant}")
    @Status(HttpStatus.NO_CONTENT)
    void delete(HttpRequest<?> request, String tenant) {
        Caller caller = Caller.of(request, Scope.TENANTS_WRITE);
        TenantId id = id(tenant);
        api.transactions()
                .in(
                        caller.tenant(),
                        c -> become(c, caller, id, Tenant.State.DELETED, "tenant.delete"));
    }

    /// The tenant is changed as the operator, its domains follow as the tenant.
    private Tenant become(
            Connection connection, Caller caller, TenantId id, Tenant.State state, String action)
            throws SQLException {
        Tenant old = tenants.lock(connection, id);
        Tenant changed = old.state() == state ? old : tenants.changeState(connection, old, state);
        audit.write(connection, caller, action, id.text());
        TenantTransactions.enter(connection, id);
        domains.tenantChanged(connection, id, state == Tenant.State.DELETED);
        TenantTransactions.enter(connection, caller.tenant());
        return changed;
    }

    @Post("/{tenant}/api-keys")
    HttpResponse<ApiKeyView> createKey(HttpRequest<?> request, String tenant, @Body JsonNode body) {
        Caller caller = Caller.of(request, Scope.TENANTS_WRITE);
        TenantId id = id(tenant);
        NewApiKey wanted =
                Fields.read(
                        body,
                        fields ->
                                NewApiKey.read(
                                        fields, Scope.ofTenant(), api.limits(), clock.instant()));
        return api.answers()
                .post(
                        request,
                        caller,
                        body,
                        ApiKeyView.class,
                        connection -> {
                            tenants.find(connection, id);
                            TenantTransactions.enter(connection, id);
                            ApiKeyView made = keys.show(connection, id, wanted);
                            audit.write(connection, caller, "api-key.create", made.id());
                            TenantTransactions.enter(connection, caller.tenant());
                            return Answer.created("/v1/api-keys/" + made.id(), made);
                        });
    }

    private static TenantId id(String text) {
        return Ids.Kind.TENANT
                .parse(text)
                .map(TenantId::new)
                .orElseThrow(ProblemException::notFound);
    }
}
