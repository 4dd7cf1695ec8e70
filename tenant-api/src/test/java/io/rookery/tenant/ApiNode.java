package io.rookery.tenant;

import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.ObjectMapper;
import io.rookery.tenant.assembly.ApiPorts;
import io.rookery.tenant.assembly.TenantApi;
import io.rookery.tenant.assembly.TenantParts;
import io.rookery.tenant.assembly.TenantStorage;
import io.rookery.tenant.hook.HookProbe;
import io.rookery.tenant.http.TrustedProxies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A node with the API on a real port, and a client that speaks HTTP to it.
public final class ApiNode implements BeforeAllCallback, AfterAllCallback {
    private static final ObjectMapper JSON = ObjectMapper.getDefault();

    private final Limits limits;
    private final Optional<HookProbe> probe;
    private final FakeArchive archive = new FakeArchive();
    private final FakeSessions sessions = new FakeSessions();
    private final FakeInstallation installation = new FakeInstallation(sessions);
    private final TrustedProxies proxies;
    private final TestClock clock = new TestClock();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable TestDatabase database;
    private @Nullable CuttableDataSource dataSource;
    private @Nullable TenantStorage storage;
    private @Nullable TenantApi api;
    private String operatorKey = "";

    /// A node whose rates no test reaches.
    public ApiNode() {
        this(Limits.DEFAULT.withRates(1_000_000, 1_000_000), Optional.empty());
    }

    public ApiNode(Limits limits, Optional<HookProbe> probe) {
        this(limits, probe, TrustedProxies.NONE);
    }

    public ApiNode(Limits limits, Optional<HookProbe> probe, TrustedProxies proxies) {
        this.limits = limits;
        this.probe = probe;
        this.proxies = proxies;
    }

    /// Stands in for the hooks' rules, which have tests of their own.
    private static Optional<String> refusal(URI url) {
        boolean fine =
                "https".equals(url.getScheme())
                        && url.getHost() != null
                        && url.getPort() == -1
                        && url.getRawUserInfo() == null
                        && url.getRawQuery() == null
                        && url.getRawFragment() == null;
        return fine ? Optional.empty() : Optional.of("URL: odd (expected: a plain one)");
    }

    /// Who is connected, as the API finds it.
    public FakeSessions sessions() {
        return sessions;
    }

    /// The installation as the API finds it.
    public FakeInstallation installation() {
        return installation;
    }

    /// What the API finds in archives.
    public FakeArchive archive() {
        return archive;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        database = new TestDatabase();
        dataSource = new CuttableDataSource(database.app());
        storage = otherNode();
        storage.start();
        operatorKey = storage.makeFirstOperatorKey().orElseThrow();
        api =
                TenantApi.start(
                        storage,
                        "127.0.0.1",
                        0,
                        new ApiPorts(
                                ApiNode::refusal,
                                probe,
                                Optional.of(archive),
                                Optional.of(sessions),
                                Optional.of(installation),
                                proxies),
                        ApiMeter.NONE,
                        Map.of());
    }

    /// What another node on the same database has; not started.
    public TenantStorage otherNode() {
        return new TenantStorage(
                new TenantParts(
                        dataSource(),
                        clock,
                        new SecureRandom(),
                        new MasterKey(new byte[MasterKey.BYTES]),
                        limits));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        api().close();
        storage().close();
        database().close();
    }

    public TestDatabase database() {
        return started(database);
    }

    /// Between the node and its database.
    public CuttableDataSource dataSource() {
        return started(dataSource);
    }

    public TenantStorage storage() {
        return started(storage);
    }

    public TestClock clock() {
        return clock;
    }

    public String operatorKey() {
        return operatorKey;
    }

    public TenantApi api() {
        return started(api);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("node: not started (expected: by its test class)");
        }
        return part;
    }

    /// An answer.
    public record Answer(int status, HttpResponse<String> http) {
        /// What is inside the JSON body, by names and indices.
        public JsonNode node(Object... path) {
            JsonNode node;
            try {
                node = JSON.readValue(http.body(), JsonNode.class);
            } catch (IOException e) {
                throw new UncheckedIOException(http.body(), e);
            }
            for (Object step : path) {
                if (node != null) {
                    node = step instanceof Integer i ? node.get(i) : node.get("" + step);
                }
            }
            if (node == null) {
                throw new AssertionError("nothing at " + List.of(path) + " in " + http.body());
            }
            return node;
        }

        /// A string or number inside the body.
        public String text(Object... path) {
            return node(path).coerceStringValue();
        }

        /// One property of every row of a page.
        public List<String> column(String name) {
            return texts("data", name);
        }

        /// Where the faults are.
        public List<String> pointers() {
            return texts("errors", "pointer");
        }

        private List<String> texts(String list, String name) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < node(list).size(); i++) {
                texts.add(text(list, i, name));
            }
            return texts;
        }

        public Optional<String> header(String name) {
            return http.headers().firstValue(name);
        }
    }

    /// A tenant and a key with every scope.
    public record Tenant(String id, String key) {}

    public Tenant newTenant(String name) {
        Answer made = send("POST", "/v1/tenants", operatorKey, "{\"name\":\"" + name + "\"}");
        String id = made.text("id");
        Answer key =
                send(
                        "POST",
                        "/v1/tenants/" + id + "/api-keys",
                        operatorKey,
                        "{\"name\":\"first\"}");
        return new Tenant(id, key.text("key"));
    }

    public Answer get(String path, String key) {
        return send("GET", path, key, null);
    }

    public Answer post(String path, String key, @Nullable String body, String... headers) {
        return send("POST", path, key, body, headers);
    }

    public Answer send(
            String method, String path, String key, @Nullable String body, String... headers) {
        HttpRequest.Builder request = request(path);
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(
                request.method(
                        method,
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(api().uri() + path));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
