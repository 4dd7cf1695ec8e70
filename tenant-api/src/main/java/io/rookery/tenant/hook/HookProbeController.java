package io.rookery.tenant.hook;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.rookery.tenant.audit.AuditLog;
import io.rookery.tenant.domain.Domain;
import io.rookery.tenant.domain.Domains;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.http.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Tries a domain's backend, and tells how it did lately.
@Controller("/v1/domains/{domain}/hook")
@Requires(beans = HookProbe.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class HookProbeController {
    private final Api api;
    private final Domains domains;
    private final Hooks hooks;
    private final HookProbe probe;
    private final AuditLog audit;

    HookProbeController(Api api, Domains domains, Hooks hooks, HookProbe probe, AuditLog audit) {
        this.api = api;
        this.domains = domains;
        this.hooks = hooks;
        this.probe = probe;
        this.audit = audit;
    }

    /// How a backend answers.
    ///
    /// @param passed whether it did all that the contract demands
    /// @param checks what was tried
    @Serdeable(naming = SnakeCaseStrategy.class)
    record TestView(boolean passed, List<HookProbe.Check> checks) {}

    /// Makes calls and changes nothing, so sending it again does it again, whatever the
    /// `Idempotency-Key`.
    @Post("/test")
    TestView test(HttpRequest<?> request, String domain) {
        Caller caller = Caller.of(request, Scope.HOOKS_WRITE);
        Domain of =
                api.transactions()
                        .in(
                                caller.tenant(),
                                connection -> {
                                    Domain found =
                                            domains.find(connection, caller.tenant(), domain);
                                    insist(connection, found);
                                    audit.write(
                                            connection,
                                            caller,
                                            "hook.test",
                                            found.idText() + "/hook");
                                    return found;
                                });
        List<HookProbe.Check> checks = probe.test(caller.tenant(), of.name());
        return new TestView(checks.stream().allMatch(HookProbe.Check::passed), checks);
    }

    @Get("/health")
    HookProbe.Health health(HttpRequest<?> request, String domain) {
        Caller caller = Caller.of(request, Scope.HOOKS_READ);
        Domain of =
                api.transactions()
                        .in(
                                caller.tenant(),
                                connection -> {
                                    Domain found =
                                            domains.find(connection, caller.tenant(), domain);
                                    insist(connection, found);
                                    return found;
                                });
        return probe.health(caller.tenant(), of.name());
    }

    private void insist(Connection connection, Domain of) throws SQLException {
        if (hooks.find(connection, of.policy().tenant(), of.name()).isEmpty()) {
            throw ProblemException.notFound();
        }
    }
}
