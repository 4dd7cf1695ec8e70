package io.rookery.server.cli;

import io.micronaut.json.tree.JsonNode;
import io.rookery.server.roles.StartFailure;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `rookery sessions`: who is connected where.
@Command(
        name = "sessions",
        mixinStandardHelpOptions = true,
        description = "Who is connected where, in the whole installation.",
        exitCodeListHeading = "exit status%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done, for the reason that is printed",
            "2:the command cannot be understood",
        })
final class SessionCommands {

    /// Rows of one answer of the API.
    private static final int PAGE = 100;

    private static final int MAX_ROWS = 100_000;

    @Spec private CommandSpec spec = CommandSpec.create();

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists connected sessions in the order of their addresses.")
    int list(
            @Mixin ApiAccess api,
            @Option(names = "--domain", paramLabel = "D", description = "only of this domain")
                    @Nullable String domain,
            @Option(
                            names = "--user",
                            paramLabel = "JID",
                            description = "only of this user; those too that wait to be resumed")
                    @Nullable String user,
            @Option(
                            names = "--edge",
                            paramLabel = "NODE",
                            description = "only of this edge, host or host:port")
                    @Nullable String edge,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "at most as many (${DEFAULT-VALUE})")
                    int limit,
            @Option(names = "--json", description = "one JSON object a session") boolean json) {
        if (limit < 1 || limit > MAX_ROWS) {
            throw StartFailure.of("--limit", limit, "from 1 to " + MAX_ROWS);
        }
        if (user != null && (domain != null || edge != null)) {
            throw StartFailure.of("--user", user, "no --domain and no --edge beside it");
        }
        Map<String, String> query = new LinkedHashMap<>();
        put(query, "domain", domain);
        put(query, "user", user);
        put(query, "edge", edge);
        List<JsonNode> rows = new ArrayList<>();
        List<JsonNode> silent = new ArrayList<>();
        boolean more;
        do {
            query.put("limit", Integer.toString(Math.min(PAGE, limit - rows.size())));
            JsonNode page = api.get("/v1/admin/sessions?" + text(query));
            rows.addAll(Shown.list(page, "data"));
            silent.addAll(Shown.list(page, "silent"));
            more = Shown.flag(page, "has_more");
            query.put("cursor", Shown.text(page, "next_cursor"));
        } while (more && rows.size() < limit);
        if (json) {
            rows.forEach(row -> out().println(Shown.json(row)));
        } else {
            table(rows);
            out().println(
                            rows.size()
                                    + (rows.size() == 1 ? " session" : " sessions")
                                    + (more ? ", and there are more" : ""));
        }
        if (edge != null && silent.stream().anyMatch(each -> isText(each, edge))) {
            err().println(
                            "rookery: --edge: %s (expected: an edge as column EDGE names it,"
                                            .formatted(Shown.clean(edge))
                                    + " host:port, or its host; nobody is known by this)");
            err().flush();
        } else {
            warn(silent);
        }
        out().flush();
        return 0;
    }

    private static boolean isText(JsonNode node, String text) {
        return node.coerceStringValue().equals(text);
    }

    private static void put(Map<String, String> query, String name, @Nullable String value) {
        if (value != null) {
            query.put(name, value);
        }
    }

    private static String text(Map<String, String> query) {
        List<String> pairs = new ArrayList<>();
        query.forEach((name, value) ->
                pairs.add(name + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return String.join("&", pairs);
    }

    private void warn(List<JsonNode> silent) {
        silent.stream()
                .map(JsonNode::coerceStringValue)
                .distinct()
                .forEach(each ->
                        err().println(
                                        "rookery: %s did not answer, its sessions are missing"
                                                .formatted(Shown.clean(each))));
        err().flush();
    }

    private void table(List<JsonNode> rows) {
        List<List<String>> cells = new ArrayList<>();
        for (JsonNode row : rows) {
            cells.add(
                    List.of(
                            Shown.text(row, "jid"),
                            Shown.text(row, "edge"),
                            transport(row),
                            Shown.text(row, "address"),
                            Shown.text(row, "since"),
                            Shown.text(row, "state"),
                            presence(row),
                            Shown.flag(row, "stream_management") ? "yes" : "",
                            Shown.flag(row, "carbons") ? "yes" : "",
                            Shown.text(row, "unconfirmed") + '/' + Shown.text(row, "untaken")));
        }
        Shown.table(
                out(),
                List.of(
                        "JID",
                        "EDGE",
                        "TRANSPORT",
                        "ADDRESS",
                        "SINCE",
                        "STATE",
                        "PRESENCE",
                        "SM",
                        "CARBONS",
                        "IN/OUT"),
                cells);
    }

    private static String transport(JsonNode row) {
        return Shown.text(row, "transport") + (Shown.flag(row, "tls") ? "+tls" : "");
    }

    private static String presence(JsonNode row) {
        if (!Shown.flag(row, "available")) {
            return "-";
        }
        String show = Shown.text(row, "show");
        return (show.isEmpty() ? "available" : show) + ' ' + Shown.text(row, "priority");
    }

    /// A user, perhaps with one of its resources.
    private record Address(String user, String resource) {
        static Address of(String text) {
            int slash = text.indexOf('/');
            if (slash == text.length() - 1) {
                throw StartFailure.of(
                        "JID", text, "a resource behind the slash, or no slash: all sessions");
            }
            return slash < 0
                    ? new Address(text, "")
                    : new Address(text.substring(0, slash), text.substring(slash + 1));
        }

        boolean fits(String jid) {
            return resource.isEmpty() || jid.endsWith('/' + resource);
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows all that is known of a user's sessions, or of one.")
    int show(
            @Mixin ApiAccess api,
            @Parameters(paramLabel = "JID[/RESOURCE]") String jid,
            @Option(names = "--json", description = "one JSON object a session") boolean json) {
        Address wanted = Address.of(jid);
        JsonNode page = api.get("/v1/admin/sessions?" + text(Map.of("user", wanted.user())));
        List<JsonNode> rows =
                Shown.list(page, "data").stream()
                        .filter(row -> wanted.fits(Shown.text(row, "jid")))
                        .toList();
        for (JsonNode row : rows) {
            if (json) {
                out().println(Shown.json(row));
            } else {
                row.entries()
                        .forEach(each ->
                                out().println(
                                                "%-18s %s"
                                                        .formatted(
                                                                each.getKey(),
                                                                Shown.clean(
                                                                        each.getValue()
                                                                                .coerceStringValue()))));
                out().println();
            }
        }
        warn(Shown.list(page, "silent"));
        if (rows.isEmpty()) {
            err().println("rookery: %s: no such session".formatted(Shown.clean(jid)));
            err().flush();
        }
        out().flush();
        return rows.isEmpty() ? 1 : 0;
    }

    @Command(
            name = "kick",
            mixinStandardHelpOptions = true,
            description =
                    "Ends a user's sessions, or one: the client is told policy-violation and cannot"
                            + " resume. It may log in again.")
    int kick(
            @Mixin ApiAccess api,
            @Parameters(paramLabel = "JID[/RESOURCE]") String jid,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            description = "what the client is told, and the audit log")
                    @Nullable String reason,
            @Option(names = "--json", description = "the answer as JSON") boolean json) {
        Address wanted = Address.of(jid);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("user", wanted.user());
        if (!wanted.resource().isEmpty()) {
            body.put("resource", wanted.resource());
        }
        if (reason != null) {
            body.put("reason", reason);
        }
        JsonNode answer = api.post("/v1/admin/kicks", body);
        if (json) {
            out().println(Shown.json(answer));
        } else {
            Shown.list(answer, "ended")
                    .forEach(each ->
                            out().println("ended " + Shown.clean(each.coerceStringValue())));
        }
        out().flush();
        return 0;
    }
}
