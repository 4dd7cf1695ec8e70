package io.rookery.tenant.export;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.json.JsonMapper;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.rookery.routing.port.DomainPolicy.AuthSource;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.audit.AuditLog;
import io.rookery.tenant.domain.Domain;
import io.rookery.tenant.domain.Domains;
import io.rookery.tenant.http.Api;
import io.rookery.tenant.http.Caller;
import io.rookery.tenant.http.ProblemException;
import io.rookery.tenant.http.Scope;
import io.rookery.tenant.store.Sql;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.JidFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives out all that is kept of one account, as lines of JSON.
@Controller("/v1/domains/{domain}/users/{user}/export")
@Requires(beans = ArchiveExport.class)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ExportController {
    private static final Logger LOG = LoggerFactory.getLogger(ExportController.class);
    static final String NDJSON = "application/x-ndjson";
    private static final int VERSION = 1;

    private final Api api;
    private final Domains domains;
    private final ArchiveExport archives;
    private final AuditLog audit;
    private final JsonMapper json;
    private final InstantSource clock;

    ExportController(
            Api api,
            Domains domains,
            ArchiveExport archives,
            AuditLog audit,
            JsonMapper json,
            InstantSource clock) {
        this.api = api;
        this.domains = domains;
        this.archives = archives;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    @Get
    @Produces(NDJSON)
    HttpResponse<StreamedFile> export(HttpRequest<?> request, String domain, String user) {
        Caller caller = Caller.of(request, Scope.USERS_EXPORT);
        List<String> head = new ArrayList<>();
        BareJid account =
                api.transactions()
                        .in(
                                caller.tenant(),
                                connection -> {
                                    Domain of = domains.find(connection, caller.tenant(), domain);
                                    BareJid jid = jid(user, of);
                                    head.add(profile(connection, of, jid));
                                    head.addAll(contacts(connection, of, jid));
                                    audit.write(connection, caller, "user.export", jid.toString());
                                    return jid;
                                });
        Lines lines = new Lines(head, archives.read(caller.tenant(), account));
        return HttpResponse.ok(new StreamedFile(new LineStream(lines), MediaType.of(NDJSON)))
                .header(HttpHeaders.CONTENT_TYPE, NDJSON);
    }

    /// The head, then the archive, then the end.
    private final class Lines implements Supplier<List<String>> {
        private final ArchiveExport.Lines archive;
        private List<String> head;
        private long count;
        private boolean ended;

        Lines(List<String> head, ArchiveExport.Lines archive) {
            this.head = head;
            this.archive = archive;
        }

        @Override
        public List<String> get() {
            if (ended) {
                return List.of();
            }
            List<String> lines;
            try {
                lines = head.isEmpty() ? archive.next() : head;
            } catch (UnavailableException e) {
                // The status has been sent: that the last line is missing says it.
                LOG.warn("export cut off after {} lines: {}", count, e.getMessage());
                ended = true;
                return List.of();
            }
            head = List.of();
            count += lines.size();
            if (lines.isEmpty()) {
                ended = true;
                return List.of(text(new ExportedAccount.End("end", count)));
            }
            return lines;
        }
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

    private String profile(Connection connection, Domain of, BareJid jid) throws SQLException {
        Optional<ExportedAccount.Profile> kept =
                Sql.first(
                        connection,
                        """
                        SELECT disabled, created_at, changed_at FROM account
                        WHERE tenant_id = ? AND domain_id = ? AND localpart = ?
                        """,
                        row ->
                                new ExportedAccount.Profile(
                                        "account",
                                        VERSION,
                                        jid.toString(),
                                        clock.instant(),
                                        true,
                                        row.getBoolean("disabled"),
                                        Sql.instant(row, "created_at"),
                                        Sql.instant(row, "changed_at")),
                        of.policy().tenant().value(),
                        of.id(),
                        jid.local());
        // Who else there may be, only the tenant's backend knows.
        if (kept.isEmpty() && of.policy().authentication().equals(List.of(AuthSource.INTERNAL))) {
            throw ProblemException.notFound();
        }
        return text(
                kept.orElseGet(() ->
                        new ExportedAccount.Profile(
                                "account",
                                VERSION,
                                jid.toString(),
                                clock.instant(),
                                false,
                                null,
                                null,
                                null)));
    }

    /// As many as the domain's policy lets a roster have.
    private List<String> contacts(Connection connection, Domain of, BareJid jid)
            throws SQLException {
        return Sql.all(
                connection,
                """
                SELECT contact, name, groups, state, approved, listed FROM roster_item
                WHERE tenant_id = ? AND domain_id = ? AND owner = ? ORDER BY contact
                """,
                row ->
                        text(
                                new ExportedAccount.Contact(
                                        "contact",
                                        row.getString("contact"),
                                        row.getString("name"),
                                        Sql.texts(row, "groups"),
                                        row.getString("state"),
                                        row.getBoolean("approved"),
                                        row.getBoolean("listed"))),
                of.policy().tenant().value(),
                of.id(),
                jid.local());
    }

    private String text(ExportedAccount line) {
        try {
            return json.writeValueAsString(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
