package io.rookery.tenant.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.watch.Finding;
import io.rookery.tenant.ApiNode;
import io.rookery.tenant.ApiNode.Answer;
import io.rookery.tenant.ApiNode.Tenant;
import io.rookery.tenant.Limits;
import io.rookery.tenant.hook.HookProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.yaml.snakeyaml.Yaml;

/// The description says what the API does, in both directions.
class OpenApiTest {
    @RegisterExtension
    static final ApiNode NODE =
            new ApiNode(
                    Limits.DEFAULT.withRates(1_000_000, 1_000_000), Optional.of(new HealthyHook()));

    // The test runs in the module's folder.
    private static final Path FILE = Path.of("..", "docs", "openapi", "tenant-api.yaml");

    private static Map<String, Object> description = Map.of();

    @BeforeAll
    static void read() throws IOException {
        description = new Yaml().load(Files.readString(FILE));
    }

    @Test
    void what_is_served_is_what_is_checked_in() throws IOException {
        Answer served = NODE.get("/openapi.yaml", "");

        assertThat(served.http().body()).isEqualTo(Files.readString(FILE));
        assertThat(served.header("Content-Type").orElse("")).startsWith("application/yaml");
        assertThat(description.get("openapi")).isEqualTo("3.1.0");
    }

    @Test
    void every_route_is_described_and_every_described_operation_is_there() {
        Set<String> described = new TreeSet<>();
        object(description, "paths")
                .forEach((path, operations) ->
                        asObject(operations).keySet().stream()
                                .filter(method -> !method.equals("parameters"))
                                .forEach(method ->
                                        described.add(
                                                method.toUpperCase(Locale.ROOT) + ' ' + path)));

        Set<String> routes = new TreeSet<>(NODE.api().routes());
        routes.removeIf(route -> route.startsWith("HEAD ") || route.startsWith("OPTIONS "));

        assertThat(routes).isEqualTo(described);
    }

    @Test
    void bodies_take_every_described_property_and_no_other() {
        Tenant tenant = NODE.newTenant("Bodies");
        Set<String> tried = new HashSet<>();
        for (var path : object(description, "paths").entrySet()) {
            for (var operation : asObject(path.getValue()).entrySet()) {
                if (operation.getValue() instanceof Map<?, ?> body
                        && body.containsKey("requestBody")) {
                    tryBody(tenant, operation.getKey(), path.getKey(), body);
                    tried.add(path.getKey());
                }
            }
        }
        assertThat(tried).hasSize(12);
    }

    private static void tryBody(Tenant tenant, String method, String path, Map<?, ?> operation) {
        Map<String, Object> schema =
                schema(object(operation, "requestBody", "content", "application/json", "schema"));
        var body = new StringBuilder("{\"undescribed\":1");
        for (var property : object(schema, "properties").entrySet()) {
            boolean isObject = schema(asObject(property.getValue())).containsKey("properties");
            body.append(",\"").append(property.getKey()).append("\":");
            // Of a wrong type, so that nothing happens.
            body.append(isObject ? "7" : "{}");
        }
        boolean isOperators = path.startsWith("/v1/tenants") || path.startsWith("/v1/admin");
        String key = isOperators ? NODE.operatorKey() : tenant.key();
        String address =
                path.replace("{tenant}", tenant.id())
                        .replace("{domain}", "any.test")
                        .replace("{user}", "any");

        Answer refused =
                NODE.send(
                        method.toUpperCase(Locale.ROOT), address, key, body.append('}').toString());

        assertThat(refused.status()).as(path).isEqualTo(422);
        assertThat(schema.get("additionalProperties")).as(path).isEqualTo(false);
        for (int i = 0; i < refused.pointers().size(); i++) {
            boolean unknown =
                    refused.text("errors", i, "detail").equals("There is no such property.");
            assertThat(unknown)
                    .as(path + refused.pointers().get(i))
                    .isEqualTo(refused.pointers().get(i).equals("/undescribed"));
        }
        assertThat(refused.pointers()).as(path).hasSize(object(schema, "properties").size() + 1);
    }

    @Test
    void answers_have_the_described_status_and_properties() {
        Set<String> seen = new TreeSet<>();
        String op = NODE.operatorKey();
        Answer tenant =
                call(seen, "createTenant", "POST", "/v1/tenants", op, "{\"name\":\"Tour\"}");
        String t = "/v1/tenants/" + tenant.text("id");
        call(seen, "listTenants", "GET", "/v1/tenants?limit=1", op, null);
        call(seen, "getTenant", "GET", t, op, null);
        String key =
                call(seen, "createTenantKey", "POST", t + "/api-keys", op, "{\"name\":\"k\"}")
                        .text("key");
        call(seen, "getMe", "GET", "/v1/me", key, null);
        call(seen, "createDomain", "POST", "/v1/domains", key, "{\"name\":\"tour.test\"}");
        String d = "/v1/domains/tour.test";
        call(seen, "listDomains", "GET", "/v1/domains", key, null);
        call(seen, "getDomain", "GET", d, key, null);
        call(seen, "changePolicy", "PATCH", d + "/policy", key, "{\"archiving\":false}");
        call(seen, "suspendDomain", "POST", d + "/suspend", key, null);
        call(seen, "resumeDomain", "POST", d + "/resume", key, null);
        call(
                seen,
                "createUser",
                "POST",
                d + "/users",
                key,
                "{\"username\":\"romeo\",\"password\":\"wherefore\"}");
        call(seen, "listUsers", "GET", d + "/users", key, null);
        String u = d + "/users/romeo";
        call(seen, "getUser", "GET", u, key, null);
        call(seen, "setPassword", "PUT", u + "/password", key, "{\"password\":\"art-thou-r\"}");
        NODE.sessions().connect("romeo@tour.test", "phone");
        call(seen, "listSessions", "GET", u + "/sessions", key, null);
        call(seen, "endSession", "DELETE", u + "/sessions/phone", key, null);
        NODE.installation().connect("romeo@tour.test/tablet", "127.0.1.1:25520");
        String romeo = "{\"user\":\"romeo@tour.test\"}";
        String one = "{\"user\":\"romeo@tour.test\",\"seconds\":1}";
        NODE.installation()
                .finds(
                        new Finding(
                                Finding.Severity.WARNING,
                                "disk-full",
                                "127.0.1.1:25520",
                                "/data",
                                "It is full.",
                                "It stops.",
                                "Make room."));
        call(seen, "listInstallationSessions", "GET", "/v1/admin/sessions?limit=1", op, null);
        call(seen, "kick", "POST", "/v1/admin/kicks", op, romeo);
        call(seen, "trace", "POST", "/v1/admin/traces", op, one);
        call(seen, "examine", "GET", "/v1/admin/doctor", op, null);
        call(seen, "listDeadLetters", "GET", "/v1/admin/dead-letters", op, null);
        call(seen, "exportUser", "GET", u + "/export", key, null);
        call(seen, "disableUser", "POST", u + "/disable", key, null);
        call(seen, "enableUser", "POST", u + "/enable", key, null);
        call(seen, "deleteUser", "DELETE", u, key, null);
        String hook = "{\"base_url\":\"https://tour.test/xmpp\",\"operations\":[\"roster.get\"]}";
        call(seen, "putHook", "PUT", d + "/hook", key, hook);
        call(seen, "putHook", "PUT", d + "/hook", key, hook);
        call(seen, "getHook", "GET", d + "/hook", key, null);
        call(seen, "rotateHookSecret", "POST", d + "/hook/secrets", key, null);
        call(seen, "testHook", "POST", d + "/hook/test", key, null);
        call(seen, "getHookHealth", "GET", d + "/hook/health", key, null);
        call(seen, "deleteHook", "DELETE", d + "/hook", key, null);
        String users = "{\"users\":[\"romeo\"]}";
        call(seen, "invalidateRosters", "POST", d + "/roster-invalidations", key, users);
        call(seen, "revokeCredentials", "POST", d + "/revocations", key, "{}");
        String k =
                call(
                                seen,
                                "createKey",
                                "POST",
                                "/v1/api-keys",
                                key,
                                "{\"name\":\"k2\",\"expires_at\":\"2027-01-01T00:00:00Z\"}")
                        .text("id");
        call(seen, "listKeys", "GET", "/v1/api-keys", key, null);
        call(seen, "getKey", "GET", "/v1/api-keys/" + k, key, null);
        call(seen, "revokeKey", "DELETE", "/v1/api-keys/" + k, key, null);
        call(seen, "listUsage", "GET", "/v1/usage?granularity=hour", key, null);
        call(seen, "listAuditLog", "GET", "/v1/audit-log", key, null);
        call(seen, "deleteDomain", "DELETE", d, key, null);
        call(seen, "suspendTenant", "POST", t + "/suspend", op, null);
        call(seen, "resumeTenant", "POST", t + "/resume", op, null);
        call(seen, "deleteTenant", "DELETE", t, op, null);

        Set<String> described = new TreeSet<>(operations().keySet());
        described.removeAll(Set.of("getDescription", "listProblems", "getProblem"));
        assertThat(seen).isEqualTo(described);
    }

    private static Answer call(
            Set<String> seen,
            String operationId,
            String method,
            String path,
            String key,
            @Nullable String body) {
        Answer answer = NODE.send(method, path, key, body);
        seen.add(operationId);
        Map<String, Object> responses = object(operations().get(operationId), "responses");
        assertThat(responses)
                .as(operationId + ": " + answer.http().body())
                .containsKey(Integer.toString(answer.status()));
        Map<String, Object> response = asObject(responses.get(Integer.toString(answer.status())));
        if (!response.containsKey("content")) {
            assertThat(answer.http().body()).as(operationId).isEmpty();
        } else if (object(response, "content").containsKey("application/x-ndjson")) {
            assertThat(answer.header("Content-Type")).contains("application/x-ndjson");
        } else {
            assertConforms(
                    operationId,
                    schema(object(response, "content", "application/json", "schema")),
                    answer.node());
        }
        return answer;
    }

    private static void assertConforms(String where, Map<String, Object> schema, JsonNode node) {
        switch (String.valueOf(schema.get("type"))) {
            case "object" -> {
                assertThat(node.isObject()).as(where).isTrue();
                Map<String, Object> properties = object(schema, "properties");
                Set<String> names = new HashSet<>();
                node.entries().forEach(entry -> names.add(entry.getKey()));
                assertThat(properties.keySet()).as(where).containsAll(names);
                assertThat(names).as(where).containsAll(strings(schema.get("required")));
                node.entries()
                        .forEach(entry ->
                                assertConforms(
                                        where + "/" + entry.getKey(),
                                        schema(asObject(properties.get(entry.getKey()))),
                                        entry.getValue()));
            }
            case "array" -> {
                assertThat(node.isArray()).as(where).isTrue();
                node.values()
                        .forEach(item ->
                                assertConforms(
                                        where + "/-", schema(object(schema, "items")), item));
            }
            case "string" -> {
                assertThat(node.isString()).as(where).isTrue();
                if (schema.containsKey("enum")) {
                    assertThat(strings(schema.get("enum")))
                            .as(where)
                            .contains(node.getStringValue());
                }
            }
            case "integer" -> assertThat(node.isNumber()).as(where).isTrue();
            case "boolean" -> assertThat(node.isBoolean()).as(where).isTrue();
            default -> throw new AssertionError(where + ": " + schema);
        }
    }

    private static Map<String, Map<String, Object>> operations() {
        Map<String, Map<String, Object>> operations = new TreeMap<>();
        object(description, "paths")
                .values()
                .forEach(path ->
                        asObject(path).values().stream()
                                .filter(Map.class::isInstance)
                                .map(OpenApiTest::asObject)
                                .forEach(operation ->
                                        operations.put(
                                                String.valueOf(operation.get("operationId")),
                                                operation)));
        return operations;
    }

    /// The schema itself, or the one it refers to.
    private static Map<String, Object> schema(Map<String, Object> schema) {
        return schema.get("$ref") instanceof String reference
                ? object(
                        description,
                        "components",
                        "schemas",
                        reference.substring(reference.lastIndexOf('/') + 1))
                : schema;
    }

    private static Map<String, Object> object(@Nullable Object from, String... path) {
        Object found = from;
        for (String step : path) {
            found = asObject(found).get(step);
        }
        return asObject(found);
    }

    @SuppressWarnings("unchecked") // YAML's mappings here all have strings as keys
    private static Map<String, Object> asObject(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, Object>) value;
    }

    private static List<String> strings(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static final class HealthyHook implements HookProbe {
        @Override
        public List<Check> test(TenantId tenant, String domain) {
            return List.of(new Check("roster.get answers for " + domain, true, "It did."));
        }

        @Override
        public Health health(TenantId tenant, String domain) {
            return new Health("closed", 1, 0, 0, null, null, null, 12L);
        }
    }
}
