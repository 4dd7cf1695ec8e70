package io.rookery.testkit.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A tenant's backend in one file and nothing but the JDK: checks signatures, answers
/// `auth.verify`, `user.exists` and `roster.get`, prints a line for each call. Its users are in a
/// file of properties, read at each call: `alice@chat.example.com=password`, and their rosters as
/// the contract has them:
/// `alice@chat.example.com.roster=[{"jid":"bob@chat.example.com","subscription":"both"}]`.
///
/// A real one keeps hashes of passwords, reads JSON by a library, and serves https.
public final class SampleBackend implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int MAX_REMEMBERED = 10_000;
    private static final long TOLERANCE_SECONDS = 300;
    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"");

    private final HttpServer server;
    private final List<byte[]> keys;
    private final Path users;
    private final InstantSource clock;
    private final PrintStream out;
    // By request id: a request that comes again gets the answer that it got, and counts once.
    private final Map<String, Reply> answered = new ConcurrentHashMap<>();

    private record Reply(int status, String body) {}

    /// Starts on loopback. Port 0 is any free one; secrets are `whsec_…`, two while they rotate.
    public SampleBackend(
            int port, List<String> secrets, Path users, InstantSource clock, PrintStream out)
            throws IOException {
        var base64 = Base64.getDecoder();
        this.keys = secrets.stream().map(s -> base64.decode(s.replace("whsec_", ""))).toList();
        this.users = users;
        this.clock = clock;
        this.out = out;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        out.println("backend on http://127.0.0.1:" + port());
    }

    @SuppressWarnings("resource") // runs until the process ends
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: SampleBackend <port> <secret[,secret]> <users.properties>");
            System.exit(2);
        }
        List<String> secrets = List.of(args[1].split(",", -1));
        int port = Integer.parseInt(args[0]);
        new SampleBackend(port, secrets, Path.of(args[2]), InstantSource.system(), System.out);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Headers headers = exchange.getRequestHeaders();
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
            String id = header(headers, "webhook-id");
            String call = new String(body, UTF_8);
            Reply reply =
                    isGenuine(headers, body)
                            ? answered.computeIfAbsent(id, _ -> answer(path, call))
                            : new Reply(401, "{}");
            if (answered.size() > MAX_REMEMBERED) {
                answered.clear();
            }
            String shown = reply.status == 200 ? call.split(",\"data\"", 2)[0] : path;
            out.println("backend " + shown + " -> " + reply.status + ' ' + reply.body);
            byte[] bytes = reply.body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(reply.status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /// Standard Webhooks: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
    private boolean isGenuine(Headers headers, byte[] body) {
        String timestamp = header(headers, "webhook-timestamp");
        String head = header(headers, "webhook-id") + '.' + timestamp + '.';
        boolean genuine = false;
        try {
            long age = clock.instant().getEpochSecond() - Long.parseLong(timestamp);
            for (byte[] key : keys) {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                mac.update(head.getBytes(UTF_8));
                String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
                for (String given : header(headers, "webhook-signature").split(" ", 16)) {
                    genuine |= isSame(expected, given);
                }
            }
            return genuine && Math.abs(age) <= TOLERANCE_SECONDS;
        } catch (NumberFormatException | GeneralSecurityException e) {
            return false;
        }
    }

    private static String header(Headers headers, String name) {
        return headers.getOrDefault(name, List.of("")).getFirst();
    }

    /// Takes the same time wherever the two differ.
    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }

    private Reply answer(String path, String call) {
        try {
            Properties known = new Properties();
            known.load(new StringReader(Files.readString(users)));
            String domain = '@' + member(call, "domain");
            return switch (path) {
                case "/v1/auth/verify" -> verify(known, member(call, "user") + domain, call);
                case "/v1/user/exists" -> exists(known, domain, call);
                case "/v1/roster/get" -> roster(known, member(call, "user") + domain, call);
                default -> new Reply(404, "{}");
            };
        } catch (IllegalArgumentException e) {
            return new Reply(400, "{}");
        } catch (IOException e) {
            return new Reply(500, "{}");
        }
    }

    /// An unknown user is a deny, like a wrong password; any status but 200 means "ask later".
    private static Reply verify(Properties known, String user, String call) {
        String password = known.getProperty(user, "");
        boolean allowed = !password.isEmpty() && isSame(password, member(call, "password"));
        return allowed ? ok("{\"decision\":\"allow\",\"ttl\":60}") : ok("{\"decision\":\"deny\"}");
    }

    private static Reply exists(Properties known, String domain, String call) {
        String found =
                STRING.matcher(call.substring(call.indexOf("\"users\":[") + 9))
                        .results()
                        .map(each -> each.group() + ':' + known.containsKey(each.group(1) + domain))
                        .collect(Collectors.joining(","));
        return ok("{\"users\":{" + found + "},\"ttl\":60}");
    }

    /// The version is whatever changes with the items.
    private static Reply roster(Properties known, String user, String call) {
        String items = known.getProperty(user + ".roster", "[]");
        String version = "v" + items.hashCode();
        return call.contains("\"version\":\"" + version + '"')
                ? ok("{\"unchanged\":true}")
                : ok("{\"version\":\"" + version + "\",\"items\":" + items + '}');
    }

    private static Reply ok(String body) {
        return new Reply(200, body);
    }

    /// A text in the call, by its name. A real backend has a JSON library.
    private static String member(String call, String name) {
        Matcher found = Pattern.compile('"' + name + "\":" + STRING).matcher(call);
        if (!found.find()) {
            throw new IllegalArgumentException(name + ": missing (expected: text)");
        }
        return found.group(1).translateEscapes();
    }
}
