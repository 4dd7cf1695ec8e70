package io.rookery.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.hooks.egress.Egress;
import io.rookery.routing.port.TenantId;
import io.rookery.server.roles.DatabaseAccess;
import io.rookery.server.running.RunningNode;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What the tenant API does to the running system and shows of it, on one node with every role:
/// real clients, the real log, the real database.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneTest {
    private final RunningNode node = RunningNode.start();
    private final House house = new House(node);

    @AfterAll
    void stop() throws IOException {
        house.close();
        node.close();
    }

    @Test
    void sessions_are_sampled_by_the_minute_and_those_who_only_listen_are_active()
            throws Exception {
        String domain = "usage.example";
        house.domain(domain);
        house.user(domain, "juliet");
        house.user(domain, "romeo");
        house.phone(domain, "juliet");
        Phone romeo = house.phone(domain, "romeo");
        // Of an hour to come, so that the minutes that really begin meanwhile do not interfere.
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(3));

        node.sampleUsage(hour).toCompletableFuture().join();
        node.sampleUsage(hour).toCompletableFuture().join();
        romeo.close();
        House.eventually(
                "one session is sampled",
                () -> {
                    node.sampleUsage(hour.plusSeconds(60)).toCompletableFuture().join();
                    return quantities("hour", hour, domain).getOrDefault("online_minutes", 0L) >= 3;
                });

        Map<String, Long> byHour = quantities("hour", hour, domain);
        assertThat(byHour).containsEntry("peak_sessions", 2L);
        assertThat(byHour.get("online_minutes")).isBetween(3L, 4L);
        assertThat(quantities("month", hour, domain)).containsEntry("active_users", 2L);
    }

    @Test
    void a_deleted_users_archive_goes_and_the_correspondents_stays() throws Exception {
        String domain = "erasure.example";
        converse(domain);
        eventuallyRows("juliet@" + domain, 1);
        eventuallyRows("romeo@" + domain, 1);

        house.http.delete(house.key, "/v1/domains/" + domain + "/users/juliet");

        eventuallyRows("juliet@" + domain, 0);
        assertThat(rows("romeo@" + domain)).isEqualTo(1);
    }

    @Test
    void an_account_is_exported_with_its_roster_and_its_archive() throws Exception {
        String domain = "export.example";
        converse(domain);
        eventuallyRows("romeo@" + domain, 1);

        List<String> lines =
                house.http
                        .text(house.key, "/v1/domains/" + domain + "/users/romeo/export")
                        .lines()
                        .toList();

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("\"kind\":\"account\"", "\"romeo@" + domain + '"');
        assertThat(lines.get(1)).contains("\"kind\":\"message\"", "<body", "Art thou not Romeo");
        assertThat(lines.get(2)).isEqualTo("{\"kind\":\"end\",\"lines\":2}");
        assertThat(house.http.status(house.key, "/v1/domains/" + domain + "/users/no/export"))
                .isEqualTo(404);
    }

    @Test
    void hooks_that_would_not_be_called_are_refused_when_they_are_named() {
        house.domain("hooks.example");
        Egress egress = new Egress(false, List.of());

        for (String url :
                List.of(
                        "http://backend.example",
                        "https://10.0.0.1",
                        "https://[::1]:8443",
                        "https://localhost",
                        "https://127.0.0.1",
                        "https://backend.example:8080",
                        "https://user@backend.example",
                        "https://backend.example?x",
                        "https://0x7f.1",
                        "https://backend",
                        "https://backend.example:8443/rookery",
                        "https://backend.example")) {
            String body = "{\"base_url\":\"" + url + "\",\"operations\":[\"auth.verify\"]}";
            int status =
                    house.http.status(house.key, "PUT", "/v1/domains/hooks.example/hook", body);
            boolean refused = egress.refusal(URI.create(url)).isPresent();

            assertThat(status == 422).as(url + ' ' + status).isEqualTo(refused);
        }
    }

    @Test
    void functions_of_every_migration_that_run_as_their_owner_look_in_temporary_tables_last()
            throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var loose =
                        statement.executeQuery(
                                "SELECT count(*), count(*) FILTER (WHERE NOT coalesce("
                                        + "array_to_string(proconfig, ' '), '')"
                                        + " LIKE 'search_path=%, pg_temp') FROM pg_proc"
                                        + " WHERE prosecdef"
                                        + " AND pronamespace = 'public'::regnamespace")) {
            loose.next();

            assertThat(loose.getInt(1)).isGreaterThan(5);
            assertThat(loose.getInt(2)).isZero();
        }
    }

    @Test
    void a_users_sessions_are_listed_and_one_is_ended() throws Exception {
        String domain = "sessions.example";
        house.domain(domain);
        house.user(domain, "juliet");
        Phone phone = house.phone(domain, "juliet");
        String path = "/v1/domains/" + domain + "/users/juliet/sessions";

        Answer page = house.http.get(house.key, path);
        house.http.delete(house.key, path + "/phone");

        Answer session = page.list("data").getFirst();
        assertThat(session.text("resource")).isEqualTo("phone");
        assertThat(session.text("state")).isEqualTo("connected");
        assertThat(session.text("address")).isEqualTo("127.0.0.1");
        assertThat(Instant.parse(session.text("since"))).isAfter(Instant.now().minusSeconds(120));
        House.eventually("it is disconnected", () -> !phone.isConnected());
        assertThat(house.http.get(house.key, path).list("data")).isEmpty();
        assertThat(house.http.status(house.key, "DELETE", path + "/phone", "")).isEqualTo(404);
        assertThat(house.http.status(house.key, path.replace("juliet", "nobody"))).isEqualTo(200);
    }

    /// Juliet writes to Romeo, who is there.
    private void converse(String domain) throws Exception {
        house.domain(domain);
        house.user(domain, "juliet");
        house.user(domain, "romeo");
        Phone juliet = house.phone(domain, "juliet");
        Phone romeo = house.phone(domain, "romeo");
        juliet.send(romeo.jid(), "Art thou not Romeo, and a Montague?");
        romeo.nextMessage();
    }

    private void eventuallyRows(String owner, int expected) throws Exception {
        House.eventually(owner + " has " + expected, () -> rows(owner) == expected);
    }

    private int rows(String owner) throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            String tenant = TenantId.parse(house.tenant).value().toString();
            try (var statement =
                    connection.prepareStatement(
                            "SELECT set_config('rookery.tenant_id', ?, true)")) {
                statement.setString(1, tenant);
                statement.execute();
            }
            try (var statement =
                    connection.prepareStatement(
                            "SELECT count(*) FROM archive_message WHERE owner = ?")) {
                statement.setString(1, owner);
                try (var row = statement.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        }
    }

    private Connection connect() throws SQLException {
        DatabaseAccess database = node.database();
        return DriverManager.getConnection(
                database.url(), database.app().user(), database.app().password());
    }

    private Map<String, Long> quantities(String granularity, Instant hour, String domain) {
        Instant from = granularity.equals("hour") ? hour : hour.minus(Duration.ofDays(62));
        Answer page =
                house.http.get(
                        house.key,
                        "/v1/usage?granularity=%s&from=%s&to=%s&domain=%s"
                                .formatted(
                                        granularity, from, hour.plus(Duration.ofHours(1)), domain));
        Map<String, Long> found = new TreeMap<>();
        for (Answer row : page.list("data")) {
            found.merge(row.text("meter"), row.number("quantity"), Long::sum);
        }
        return found;
    }
}
