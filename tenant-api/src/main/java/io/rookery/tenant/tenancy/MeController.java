package io.rookery.tenant.tenancy;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.rookery.tenant.Ids;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Scope;

/// The caller itself; needs no scope.
@Controller("/v1/me")
@ExecuteOn(TaskExecutors.BLOCKING)
final class MeController {
    private final Api api;
    private final Tenants tenants;

    MeController(Api api, Tenants tenants) {
        this.api = api;
        this.tenants = tenants;
    }

    @Get
    MeView get(HttpRequest<?> request) {
        Caller caller = Caller.of(request);
        TenantView tenant =
                caller.isOperator()
                        ? null
                        : TenantView.of(
                                api.transactions()
                                        .in(
                                                caller.tenant(),
                                                c -> tenants.find(c, caller.tenant())));
        return new MeView(
                caller.isOperator(),
                tenant,
                Ids.Kind.KEY.text(caller.keyId()),
                caller.scopes().stream().sorted().map(Scope::text).toList());
    }
}
