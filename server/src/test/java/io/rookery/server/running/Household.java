package io.rookery.server.running;

import io.rookery.testkit.net.Login;
import io.rookery.testkit.net.SocketPipe;
import io.rookery.testkit.net.TcpStream;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.xml.Element;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A tenant with one domain on a running node, and raw clients of its users.
public final class Household implements AutoCloseable {
    /// Of every user.
    public static final String PASSWORD = "wherefore art thou";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TURNS = 1_000;

    private final RunningNode node;
    private final String domain;
    private final String key;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<SocketPipe> sockets = new CopyOnWriteArrayList<>();

    /// @param users localparts
    public Household(RunningNode node, String domain, String... users) {
        this.node = node;
        this.domain = domain;
        String operator = node.operatorKey();
        String tenant =
                field(send("POST", operator, "/v1/tenants", "{\"name\":\"" + domain + "\"}"), "id");
        String keys = "/v1/tenants/" + tenant + "/api-keys";
        key = field(send("POST", operator, keys, "{\"name\":\"k\"}"), "key");
        send("POST", key, "/v1/domains", "{\"name\":\"" + domain + "\"}");
        for (String user : users) {
            send(
                    "POST",
                    key,
                    "/v1/domains/" + domain + "/users",
                    "{\"username\":\"" + user + "\",\"password\":\"" + PASSWORD + "\"}");
        }
    }

    private Household(String domain, RunningNode node) {
        this.node = node;
        this.domain = domain;
        this.key = "";
    }

    /// One whose domain and users are there already; it has no key of the API.
    public static Household again(RunningNode node, String domain) {
        return new Household(domain, node);
    }

    /// What the tenant's API answers.
    public String api(String method, String path, String body) {
        return send(method, key, path, body);
    }

    /// What the tenant's API answers to a question, whatever it is.
    public HttpResponse<String> ask(String path) {
        return exchange("GET", key, path, "");
    }

    private String send(String method, String by, String path, String body) {
        HttpResponse<String> answer = exchange(method, by, path, body);
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(path + ": " + answer.body());
        }
        return answer.body();
    }

    private HttpResponse<String> exchange(String method, String by, String path, String body) {
        try {
            return http.send(
                    HttpRequest.newBuilder(node.api().resolve(path))
                            .timeout(LIMIT)
                            .header("Authorization", "Bearer " + by)
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path + ": interrupted", e);
        }
    }

    private static String field(String json, String name) {
        Matcher found = Pattern.compile('"' + name + "\":\"([^\"]+)\"").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException(name + ": absent (expected: in " + json + ")");
        }
        return found.group(1);
    }

    /// A stream of which nothing has been sent.
    public TcpStream stream() {
        InetSocketAddress server = Objects.requireNonNull(node.clientAddresses().get("c2s"));
        SocketPipe pipe = SocketPipe.connect(server);
        sockets.add(pipe);
        return new TcpStream(pipe);
    }

    /// A user's client that is logged in and bound, and has not said that it is available.
    public TcpStream connect(String user, String resource) {
        TcpStream stream = stream();
        new Login(stream, LIMIT).authenticate(BareJid.of(user, domain), PASSWORD);
        stream.send(
                "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>"
                        + resource
                        + "</resource></bind></iq>");
        await(stream, "iq");
        return stream;
    }

    /// The next element of this name; others are passed over.
    public static Element await(TcpStream stream, String name) {
        for (int i = 0; i < TURNS && !stream.isOver(); i++) {
            Element element = stream.next(LIMIT);
            if (element == null) {
                throw new AssertionError("no " + name + " within " + LIMIT);
            }
            if (element.name().equals(name)) {
                return element;
            }
        }
        throw new AssertionError("no " + name + ": the stream is over");
    }

    @Override
    public void close() {
        sockets.forEach(SocketPipe::close);
        http.close();
    }
}
