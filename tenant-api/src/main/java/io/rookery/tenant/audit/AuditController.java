package io.rookery.tenant.audit;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.rookery.tenant.Ids;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Page;
import io.rookery.tenant.http.PageRequest;
import io.rookery.tenant.http.Scope;
import io.rookery.tenant.store.Sql;
import java.util.List;
import java.util.UUID;

/// The caller's audit log, the newest line first.
@Controller("/v1/audit-log")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AuditController {
    private static final UUID LAST = new UUID(-1, -1);

    private final Api api;

    AuditController(Api api) {
        this.api = api;
    }

    @Get
    Page<AuditView> list(
            HttpRequest<?> request,
            @Nullable @QueryValue Integer limit,
            @Nullable @QueryValue String cursor) {
        Caller caller = Caller.of(request, Scope.AUDIT_READ);
        PageRequest page = PageRequest.of(limit, cursor, api.limits());
        UUID after = page.after().isEmpty() ? LAST : page.id(Ids.Kind.AUDIT);
        List<AuditView> found =
                api.transactions()
                        .in(
                                caller.tenant(),
                                connection ->
                                        Sql.all(
                                                connection,
                                                """
                                                SELECT * FROM audit_log
                                                WHERE tenant_id = ? AND audit_id < ?
                                                ORDER BY audit_id DESC LIMIT ?
                                                """,
                                                row ->
                                                        new AuditView(
                                                                Ids.Kind.AUDIT.text(
                                                                        row.getObject(
                                                                                "audit_id",
                                                                                UUID.class)),
                                                                Sql.instant(row, "at"),
                                                                row.getString("principal"),
                                                                row.getString("action"),
                                                                row.getString("target"),
                                                                row.getString("request_id"),
                                                                row.getString("address"),
                                                                row.getString("reason")),
                                                caller.tenant().value(),
                                                after,
                                                page.fetch()));
        return Page.of(page, found, AuditView::id);
    }
}
