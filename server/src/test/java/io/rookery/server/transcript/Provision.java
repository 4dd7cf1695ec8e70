package io.rookery.server.transcript;

import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.running.RunningNode;
import io.rookery.testkit.backend.SampleBackend;
import io.rookery.testkit.net.Names;
import io.rookery.testkit.transcript.Connector;
import io.rookery.testkit.transcript.Setting;
import io.rookery.xmpp.jid.BareJid;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes on a running node what a transcript begins with: tenants, domains and users by the tenant
/// API. Rosters it writes as the store would have them: the API has none to write.
final class Provision implements AutoCloseable {
    private final RunningNode node;
    private final ApiClient api;
    private final Names names;
    private final Map<String, Tenant> tenants = new LinkedHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    private record Tenant(String id, String key) {}

    Provision(RunningNode node, HttpClient http, Names names) {
        this.node = node;
        this.api = new ApiClient(http, node.api());
        this.names = names;
    }

    void make(Setting setting) {
        for (Setting.Domain domain : setting.domains()) {
            makeDomain(domain, tenants.computeIfAbsent(domain.tenant(), this::makeTenant), setting);
        }
        Set<BareJid> users = new LinkedHashSet<>(setting.accounts());
        setting.clients().forEach(line -> users.add(line.jid().bare()));
        for (BareJid user : users) {
            makeUser(user, tenantOf(user, setting));
        }
        if (!setting.rosters().isEmpty()) {
            writeRosters(setting);
        }
    }

    private Tenant makeTenant(String name) {
        String id =
                api.post(node.operatorKey(), "/v1/tenants", "{\"name\":\"" + name + "\"}", "id");
        String key =
                api.post(
                        node.operatorKey(),
                        "/v1/tenants/" + id + "/api-keys",
                        "{\"name\":\"transcript\"}",
                        "key");
        return new Tenant(id, key);
    }

    private Tenant tenantOf(BareJid user, Setting setting) {
        String name =
                setting.domains().stream()
                        .filter(domain -> domain.name().equals(user.domain()))
                        .findFirst()
                        .orElseThrow()
                        .tenant();
        return tenants.computeIfAbsent(name, this::makeTenant);
    }

    private void makeUser(BareJid user, Tenant tenant) {
        api.post(
                tenant.key(),
                "/v1/domains/" + names.domain(user.domain()) + "/users",
                "{\"username\":\""
                        + user.local()
                        + "\",\"password\":\""
                        + Connector.PASSWORD
                        + "\"}",
                "username");
    }

    private void makeDomain(Setting.Domain domain, Tenant tenant, Setting setting) {
        String name = names.domain(domain.name());
        api.post(
                tenant.key(),
                "/v1/domains",
                "{\"name\":\"" + name + "\",\"policy\":" + policy(domain) + '}',
                "id");
        if (domain.option("rosters", "internal").equals("hook")) {
            makeBackend(name, tenant, setting);
        }
        if (domain.option("active", "on").equals("off")) {
            api.post(tenant.key(), "/v1/domains/" + name + "/suspend", "", "id");
        }
    }

    private String policy(Setting.Domain domain) {
        List<String> limits = new ArrayList<>();
        limit(domain, "sessions", "sessions_per_account", limits);
        limit(domain, "stanza-bytes", "stanza_bytes", limits);
        limit(domain, "roster-items", "roster_items", limits);
        limit(domain, "pending", "pending_messages", limits);
        return "{\"authentication\":[\"internal\"]"
                + ",\"sasl_mechanisms\":[\"SCRAM-SHA-1-PLUS\",\"SCRAM-SHA-1\",\"PLAIN\"]"
                + ",\"roster_source\":\""
                + domain.option("rosters", "internal")
                + "\",\"federation\":\""
                + domain.option("federation", "isolated").replace('_', '-')
                + "\",\"allow_list\":"
                + list(names.outward(domain.option("allow", "")))
                + ",\"archiving\":"
                + domain.option("archiving", "on").equals("on")
                + ",\"disabled_features\":"
                + list(domain.option("disabled", ""))
                + ",\"limits\":{"
                + String.join(",", limits)
                + "}}";
    }

    private static void limit(
            Setting.Domain domain, String option, String field, List<String> limits) {
        String value = domain.option(option, "");
        if (!value.isEmpty()) {
            limits.add('"' + field + "\":" + value);
        }
    }

    private static String list(String words) {
        return Arrays.stream(words.split(",", -1))
                .filter(word -> !word.isEmpty())
                .map(word -> '"' + word + '"')
                .collect(Collectors.joining(",", "[", "]"));
    }

    /// A backend that knows the transcript's users, each with an empty roster.
    private void makeBackend(String domain, Tenant tenant, Setting setting) {
        try {
            Path users = Files.createTempFile("rookery-transcript", ".properties");
            open.add(() -> Files.deleteIfExists(users));
            List<String> lines = new ArrayList<>();
            setting.clients()
                    .forEach(line ->
                            lines.add(
                                    line.jid().local() + "@" + domain + '=' + Connector.PASSWORD));
            Files.write(users, lines);
            int port = freePort();
            String secret =
                    api.put(
                            tenant.key(),
                            "/v1/domains/" + domain + "/hook",
                            "{\"base_url\":\"http://127.0.0.1:"
                                    + port
                                    + "\",\"operations\":[\"roster.get\"]}",
                            "secret");
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
            open.add(
                    new SampleBackend(
                            port, List.of(secret), users, InstantSource.system(), nowhere));
        } catch (IOException e) {
            throw new UncheckedIOException("backend: (expected: starts)", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void writeRosters(Setting setting) {
        DatabaseAccess database = node.database();
        try (Connection connection =
                DriverManager.getConnection(
                        database.url(), database.app().user(), database.app().password())) {
            connection.setAutoCommit(false);
            for (Setting.RosterLine line : setting.rosters()) {
                write(connection, tenantOf(line.owner(), setting), line);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("rosters: (expected: written)", e);
        }
    }

    private void write(Connection connection, Tenant tenant, Setting.RosterLine line)
            throws SQLException {
        String domain = names.domain(line.owner().domain());
        String uuid = tenant.id().substring("ten_".length());
        update(connection, "SELECT set_config('rookery.tenant_id', ?::uuid::text, true)", uuid);
        update(
                connection,
                """
                INSERT INTO roster_version (tenant_id, domain_id, owner, version)
                SELECT tenant_id, domain_id, ?, 1 FROM domain WHERE name = ?
                ON CONFLICT DO NOTHING
                """,
                String.valueOf(line.owner().local()),
                domain);
        update(
                connection,
                """
                INSERT INTO roster_item (tenant_id, domain_id, owner, contact, groups, state,
                    approved, listed)
                SELECT tenant_id, domain_id, ?, ?, '{}', ?, false, true FROM domain WHERE name = ?
                """,
                String.valueOf(line.owner().local()),
                names.outward(line.contact().toString()),
                line.subscription().toUpperCase(Locale.ROOT),
                domain);
    }

    private static void update(Connection connection, String sql, String... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    @Override
    public void close() {
        for (AutoCloseable part : open) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("backend: (expected: closes)", e);
            }
        }
    }
}
