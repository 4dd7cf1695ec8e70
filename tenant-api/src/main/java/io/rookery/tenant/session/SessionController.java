package io.rookery.tenant.session;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.rookery.tenant.audit.AuditLog;
import io.rookery.tenant.domain.Domain;
import io.rookery.tenant.domain.Domains;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Page;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.http.Scope;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.JidFormatException;
import java.util.List;

/// The sessions of one user, who need not be an internal one. Those of a whole domain are not
/// listed: nobody knows them all without asking every account.
@Controller("/v1/domains/{domain}/users/{user}/sessions")
@Requires(beans = LiveSessions.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class SessionController {
    private final Api api;
    private final Domains domains;
    private final LiveSessions sessions;
    private final AuditLog audit;

    SessionController(Api api, Domains domains, LiveSessions sessions, AuditLog audit) {
        this.api = api;
        this.domains = domains;
        this.sessions = sessions;
        this.audit = audit;
    }

    /// One page always: an account has few sessions.
    @Get
    Page<LiveSessions.Connected> list(HttpRequest<?> request, String domain, String user) {
        Caller caller = Caller.of(request, Scope.SESSIONS_READ);
        BareJid account =
                api.transactions()
                        .in(
                                caller.tenant(),
                                c -> jid(user, domains.find(c, caller.tenant(), domain)));
        List<LiveSessions.Connected> found = sessions.of(caller.tenant(), account);
        return new Page<>(found, null, false);
    }

    @Delete("/{resource}")
    @Status(HttpStatus.NO_CONTENT)
    void end(HttpRequest<?> request, String domain, String user, String resource) {
        Caller caller = Caller.of(request, Scope.SESSIONS_WRITE);
        api.transactions()
                .in(
                        caller.tenant(),
                        connection -> {
                            Domain of = domains.find(connection, caller.tenant(), domain);
                            BareJid account = jid(user, of);
                            audit.write(
                                    connection, caller, "session.end", account + "/" + resource);
                            // Before the commit: what was not done is not written down.
                            if (!sessions.end(caller.tenant(), account, resource)) {
                                throw ProblemException.notFound();
                            }
                            return of;
                        });
    }

    private static BareJid jid(String user, Domain of) {
        try {
            BareJid jid = BareJid.of(user, of.name());
            if (jid.local() != null) {
                return jid;
            }
        } catch (JidFormatException e) {
            throw ProblemException.notFound();
        }
        throw ProblemException.notFound();
    }
}
