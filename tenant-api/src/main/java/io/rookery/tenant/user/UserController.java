package io.rookery.tenant.user;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.rookery.routing.port.Authentication.ScramVerifier;
import io.rookery.tenant.audit.AuditLog;
import io.rookery.tenant.change.Change.Kind;
import io.rookery.tenant.domain.Domain;
import io.rookery.tenant.domain.Domains;
import io.rookery.tenant.http.Answers.Answer;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.Fields;
import io.rookery.tenant.http.Page;
import io.rookery.tenant.http.PageRequest;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.http.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Users whose credentials Rookery keeps. `{user}` is the localpart.
@Controller("/v1/domains/{domain}/users")
@ExecuteOn(TaskExecutors.BLOCKING)
final class UserController {
    private final Api api;
    private final Domains domains;
    private final Users users;
    private final Passwords passwords;
    private final AuditLog audit;

    UserController(Api api, Domains domains, Users users, Passwords passwords, AuditLog audit) {
        this.api = api;
        this.domains = domains;
        this.users = users;
        this.passwords = passwords;
        this.audit = audit;
    }

    private record NewUser(String localpart, Optional<Password> password) {}

    @Post
    HttpResponse<UserView> create(HttpRequest<?> request, String domain, @Body JsonNode body) {
        Caller caller = Caller.of(request, Scope.USERS_WRITE);
        NewUser wanted =
                Fields.read(body, fields -> new NewUser(username(fields), passwords.read(fields)));
        Domain found = find(caller, domain);
        // Before the transaction: it takes the better part of a tenth of a second.
        List<ScramVerifier> verifiers = passwords.verifiers(wanted.password().orElseThrow());
        return api.answers()
                .post(
                        request,
                        caller,
                        body,
                        UserView.class,
                        connection -> {
                            User made =
                                    users.create(connection, found, wanted.localpart(), verifiers);
                            UserView view = UserView.of(made, found.name());
                            audit.write(connection, caller, "user.create", view.jid());
                            return Answer.created(path(found, made), view);
                        });
    }

    @Get
    Page<UserView> list(
            HttpRequest<?> request,
            String domain,
            @Nullable @QueryValue Integer limit,
            @Nullable @QueryValue String cursor) {
        Caller caller = Caller.of(request, Scope.USERS_READ);
        PageRequest page = PageRequest.of(limit, cursor, api.limits());
        List<UserView> found =
                api.transactions()
                        .in(
                                caller.tenant(),
                                connection -> {
                                    Domain of = domains.find(connection, caller.tenant(), domain);
                                    return users.list(connection, of, page).stream()
                                            .map(user -> UserView.of(user, of.name()))
                                            .toList();
                                });
        return Page.of(page, found, UserView::username);
    }

    @Get("/{user}")
    UserView get(HttpRequest<?> request, String domain, String user) {
        Caller caller = Caller.of(request, Scope.USERS_READ);
        return api.transactions()
                .in(
                        caller.tenant(),
                        connection -> {
                            Domain of = domains.find(connection, caller.tenant(), domain);
                            User found = users.find(connection, of, localpart(user));
                            return UserView.of(found, of.name());
                        });
    }

    @Put("/{user}/password")
    UserView changePassword(
            HttpRequest<?> request, String domain, String user, @Body JsonNode body) {
        Caller caller = Caller.of(request, Scope.USERS_WRITE);
        Optional<Password> password = Fields.read(body, passwords::read);
        List<ScramVerifier> verifiers = passwords.verifiers(password.orElseThrow());
        return with(
                caller,
                domain,
                user,
                (connection, of, found) -> {
                    User changed = users.changePassword(connection, of, found, verifiers);
                    UserView view = UserView.of(changed, of.name());
                    audit.write(connection, caller, "user.change-password", view.jid());
                    domains.announce(
                            connection,
                            of,
                            List.of(found.localpart()),
                            List.of(Kind.CREDENTIALS_REVOKED));
                    return view;
                });
    }

    @Post("/{user}/disable")
    HttpResponse<UserView> disable(HttpRequest<?> request, String domain, String user) {
        return changeState(
                request, domain, user, List.of(Kind.CREDENTIALS_REVOKED, Kind.DISCONNECT));
    }

    @Post("/{user}/enable")
    HttpResponse<UserView> enable(HttpRequest<?> request, String domain, String user) {
        return changeState(request, domain, user, List.of());
    }

    private HttpResponse<UserView> changeState(
            HttpRequest<?> request, String domain, String user, List<Kind> news) {
        Caller caller = Caller.of(request, Scope.USERS_WRITE);
        boolean disabled = !news.isEmpty();
        return api.answers()
                .post(
                        request,
                        caller,
                        null,
                        UserView.class,
                        connection -> {
                            Domain of = domains.find(connection, caller.tenant(), domain);
                            User found = users.lock(connection, of, localpart(user));
                            User changed = users.disable(connection, of, found, disabled);
                            UserView view = UserView.of(changed, of.name());
                            audit.write(
                                    connection,
                                    caller,
                                    disabled ? "user.disable" : "user.enable",
                                    view.jid());
                            domains.announce(connection, of, List.of(found.localpart()), news);
                            return Answer.done(view);
                        });
    }

    @Delete("/{user}")
    @Status(HttpStatus.NO_CONTENT)
    void delete(HttpRequest<?> request, String domain, String user) {
        Caller caller = Caller.of(request, Scope.USERS_WRITE);
        with(
                caller,
                domain,
                user,
                (connection, of, found) -> {
                    users.delete(connection, of, found);
                    UserView view = UserView.of(found, of.name());
                    audit.write(connection, caller, "user.delete", view.jid());
                    domains.announce(
                            connection,
                            of,
                            List.of(found.localpart()),
                            List.of(Kind.CREDENTIALS_REVOKED, Kind.DISCONNECT));
                    return view;
                });
    }

    @FunctionalInterface
    private interface Act {
        UserView on(Connection connection, Domain domain, User user) throws SQLException;
    }

    private UserView with(Caller caller, String domain, String user, Act act) {
        return api.transactions()
                .in(
                        caller.tenant(),
                        connection -> {
                            Domain of = domains.find(connection, caller.tenant(), domain);
                            User found = users.lock(connection, of, localpart(user));
                            return act.on(connection, of, found);
                        });
    }

    private Domain find(Caller caller, String domain) {
        return api.transactions()
                .in(caller.tenant(), c -> domains.find(c, caller.tenant(), domain));
    }

    private static String username(Fields fields) {
        String raw = fields.text("username", NamedUsers.MAX_RAW_CHARS);
        Optional<String> localpart = NamedUsers.prepare(raw);
        if (localpart.isEmpty() && !raw.isEmpty()) {
            fields.fault("username", "It must be a localpart (RFC 7622 §3.3).");
        }
        return localpart.orElse("");
    }

    /// A name that cannot be one is nobody's.
    private static String localpart(String raw) {
        return NamedUsers.prepare(raw).orElseThrow(ProblemException::notFound);
    }

    private static String path(Domain domain, User user) {
        return "/v1/domains/" + domain.idText() + "/users/" + PathSegment.encode(user.localpart());
    }
}
