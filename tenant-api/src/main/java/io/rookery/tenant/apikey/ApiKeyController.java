package io.rookery.tenant.apikey;

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
import io.rookery.tenant.Ids;
import io.rookery.tenant.audit.AuditLog;
import io.rookery.tenant.http.Answers.Answer;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Fields;
import io.rookery.tenant.http.Page;
import io.rookery.tenant.http.PageRequest;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.http.Scope;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// API keys of the caller's tenant, or of the operator when the operator calls.
@Controller("/v1/api-keys")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ApiKeyController {
    private final Api api;
    private final ApiKeys keys;
    private final AuditLog audit;
    private final InstantSource clock;

    ApiKeyController(Api api, ApiKeys keys, AuditLog audit, InstantSource clock) {
        this.api = api;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
    }

    @Post
    HttpResponse<ApiKeyView> create(HttpRequest<?> request, @Body JsonNode body) {
        Caller caller = Caller.of(request, Scope.KEYS_WRITE);
        Set<Scope> possible = caller.isOperator() ? Scope.ofOperator() : Scope.ofTenant();
        NewApiKey wanted =
                Fields.read(
                        body,
                        fields -> NewApiKey.read(fields, possible, api.limits(), clock.instant()));
        wanted.scopes().forEach(caller::require);
        return api.answers()
                .post(
                        request,
                        caller,
                        body,
                        ApiKeyView.class,
                        connection -> {
                            ApiKeyView made = keys.show(connection, caller.tenant(), wanted);
                            audit.write(connection, caller, "api-key.create", made.id());
                            return Answer.created("/v1/api-keys/" + made.id(), made);
                        });
    }

    @Get
    Page<ApiKeyView> list(
            HttpRequest<?> request,
            @Nullable @QueryValue Integer limit,
            @Nullable @QueryValue String cursor) {
        Caller caller = Caller.of(request, Scope.KEYS_READ);
        PageRequest page = PageRequest.of(limit, cursor, api.limits());
        List<ApiKeyView> found =
                api
                        .transactions()
                        .in(caller.tenant(), c -> keys.list(c, caller.tenant(), page))
                        .stream()
                        .map(ApiKeyView::of)
                        .toList();
        return Page.of(page, found, ApiKeyView::id);
    }

    @Get("/{key}")
    ApiKeyView get(HttpRequest<?> request, String key) {
        Caller caller = Caller.of(request, Scope.KEYS_READ);
        UUID id = id(key);
        return ApiKeyView.of(
                api.transactions().in(caller.tenant(), c -> keys.find(c, caller.tenant(), id)));
    }

    @Delete("/{key}")
    @Status(HttpStatus.NO_CONTENT)
    void revoke(HttpRequest<?> request, String key) {
        Caller caller = Caller.of(request, Scope.KEYS_WRITE);
        UUID id = id(key);
        api.transactions()
                .in(
                        caller.tenant(),
                        connection -> {
                            ApiKey found = keys.find(connection, caller.tenant(), id);
                            keys.revoke(connection, caller.tenant(), id);
                            audit.write(connection, caller, "api-key.revoke", found.idText());
                            return found;
                        });
    }

    private static UUID id(String text) {
        return Ids.Kind.KEY.parse(text).orElseThrow(ProblemException::notFound);
    }
}
