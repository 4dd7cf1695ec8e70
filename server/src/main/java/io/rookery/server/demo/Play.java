package io.rookery.server.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jxmpp.jid.EntityBareJid;
import org.jxmpp.util.XmppStringUtils;

/// The conversation: a tenant provisions a domain, two people log in through its backend, chat, one
/// goes away and finds the messages on return; then archive, database and usage are looked at.
public final class Play implements AutoCloseable {
    private static final String DOMAIN = "capulet.example";
    private static final String PASSWORDS = "wherefore";

    private final Scene scene;
    private final Consumer<String> out;
    private final Http http;
    private final List<AutoCloseable> open = new ArrayList<>();
    private String operatorKey = "";
    private String tenantKey = "";
    private String tenant = "";

    /// Where the node is, as an operator sees it.
    ///
    /// @param clients listeners by name
    /// @param home the checkout, where the sample backend's source is
    /// @param backendSecret for the backend, instead of the hook's own
    public record Scene(
            URI api,
            Map<String, InetSocketAddress> clients,
            Path data,
            Path home,
            String databaseUrl,
            String databaseUser,
            String databasePassword,
            Optional<String> backendSecret) {
        /// Hides the password.
        @Override
        public String toString() {
            return "Scene[" + api + ", " + clients + ']';
        }
    }

    public Play(Scene scene, Consumer<String> out) {
        this.scene = scene;
        this.out = out;
        this.http = new Http(scene.api());
    }

    /// One act of the play.
    private interface Act {
        void play() throws Exception;
    }

    /// Plays everything.
    ///
    /// @throws Failed at the first step that does not come out as it must; says which
    public void run() {
        AtomicReference<Backend> backend = new AtomicReference<>();
        step("a tenant and its API key are made by the operator", this::provisionTenant);
        step("the tenant makes domain " + DOMAIN, this::provisionDomain);
        step("the tenant's backend starts as a process of its own", () -> backend.set(backend()));
        step("two people log in, chat, part and meet again", () -> converse(backend));
        step("usage is counted", this::usage);
        out.accept("");
        out.accept("Everything was seen: the demonstration is complete.");
    }

    private void step(String what, Act act) {
        out.accept("");
        out.accept("== " + what);
        try {
            act.play();
        } catch (Failed e) {
            throw new Failed("step \"" + what + "\": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("step \"" + what + "\": interrupted", e);
        } catch (Exception e) {
            throw new Failed("step \"" + what + "\": " + e, e);
        }
    }

    private void provisionTenant() throws IOException {
        operatorKey = Files.readString(scene.data().resolve("operator.key")).strip();
        Answer made = http.post(operatorKey, "/v1/tenants", "{\"name\":\"House Capulet\"}");
        tenant = made.text("id");
        Answer key =
                http.post(
                        operatorKey,
                        "/v1/tenants/" + tenant + "/api-keys",
                        "{\"name\":\"demonstration\"}");
        tenantKey = key.text("key");
        say("POST /v1/tenants → " + tenant);
        say("POST /v1/tenants/" + tenant + "/api-keys → " + tenantKey.substring(0, 12) + "…");
    }

    private void provisionDomain() {
        String name = domainName();
        Answer domain =
                http.post(
                        tenantKey,
                        "/v1/domains",
                        "{\"name\":\""
                                + name
                                + "\",\"policy\":{\"authentication\":[\"hook\"],"
                                + "\"roster_source\":\"hook\"}}");
        say("POST /v1/domains → " + domain.text("id") + ' ' + name);
        if (http.status(tenantKey, "/v1/domains/nobody.example") != 404) {
            throw new Failed("a domain that is not ours does not look absent");
        }
    }

    private String name = "";

    /// A name of this run's own: data may have been kept from an earlier one.
    private String domainName() {
        if (name.isEmpty()) {
            name = tenant.substring(tenant.length() - 6) + '.' + DOMAIN;
        }
        return name;
    }

    private Backend backend() throws IOException {
        Path users = Files.createTempFile("rookery-demo-users", ".properties");
        users.toFile().deleteOnExit();
        String domain = domainName();
        Files.write(
                users,
                List.of(
                        "juliet@" + domain + '=' + PASSWORDS,
                        "romeo@" + domain + '=' + PASSWORDS,
                        roster("juliet", "romeo", domain),
                        roster("romeo", "juliet", domain)));
        int port = freePort();
        Answer hook =
                http.put(
                        tenantKey,
                        "/v1/domains/" + domain + "/hook",
                        "{\"base_url\":\"http://127.0.0.1:"
                                + port
                                + "\",\"operations\":[\"auth.verify\",\"user.exists\","
                                + "\"roster.get\"]}");
        String secret = scene.backendSecret().orElseGet(() -> hook.text("secret"));
        Backend backend = Backend.start(scene.home(), port, secret, users);
        open.add(backend);
        say("PUT /v1/domains/" + domain + "/hook → " + hook.text("id") + ", secret shown once");
        say("sample backend on http://127.0.0.1:" + port + ", process " + backend.pid());
        return backend;
    }

    private static String roster(String owner, String contact, String domain) {
        return owner
                + '@'
                + domain
                + ".roster=[{\"jid\":\""
                + contact
                + '@'
                + domain
                + "\",\"subscription\":\"both\",\"name\":\""
                + contact
                + "\"}]";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void converse(AtomicReference<Backend> backend) throws Exception {
        X509TrustManager trust = new AnyCertificate();
        trustEverywhere(trust);
        String domain = domainName();
        int tcp = port("c2s");
        int wss = port("wss");
        EntityBareJid juliet = Phone.jid("juliet@" + domain);
        EntityBareJid romeo = Phone.jid("romeo@" + domain);
        Phone julietPhone = keep(Phone.overTcp("juliet", domain, PASSWORDS, tcp, trust));
        julietPhone.goOnline();
        say("juliet is online over TCP with TLS, " + julietPhone.contacts() + " contact");
        Phone romeoWeb = keep(Phone.overWebSocket("romeo", domain, PASSWORDS, wss, trust));
        romeoWeb.goOnline();
        say("romeo is online over WebSocket with TLS, " + romeoWeb.contacts() + " contact");
        julietPhone.awaitPresence(romeo, Presence.Type.available);
        romeoWeb.awaitPresence(juliet, Presence.Type.available);
        say("each sees the other's presence");

        chat(julietPhone, romeoWeb, "What man art thou that thus bescreen'd in night?");
        chat(romeoWeb, julietPhone, "By a name I know not how to tell thee who I am.");

        romeoWeb.close();
        julietPhone.awaitPresence(romeo, Presence.Type.unavailable);
        say("romeo has gone; juliet sees it");
        List<String> later = List.of("Three words, dear Romeo,", "and good night indeed.");
        for (String body : later) {
            // Else he might be back before it is known that he exists, which his tenant is asked.
            julietPhone.sendForGood(romeo, body);
            say("juliet → romeo (away): " + body);
        }
        Phone romeoAgain = keep(Phone.overWebSocket("romeo", domain, PASSWORDS, wss, trust));
        romeoAgain.goOnline();
        for (String body : later) {
            Message found = romeoAgain.nextMessage();
            expect("romeo finds on return", body, found.getBody());
            say("romeo finds on return: " + found.getBody());
        }
        archive(romeoAgain, "romeo");
        archive(julietPhone, "juliet");
        rows(romeo.toString());
        rows(juliet.toString());
        backend.get().said().stream().limit(12).forEach(line -> say("hook   " + line));
    }

    private Phone keep(Phone phone) {
        open.add(phone);
        return phone;
    }

    private void chat(Phone from, Phone to, String body) throws Exception {
        from.send(to.jid(), body);
        Message received = to.nextMessage();
        expect("message to " + to.jid(), body, received.getBody());
        say(XmppStringUtils.parseLocalpart(from.jid().toString()) + " → " + to.jid() + ": " + body);
    }

    /// XEP-0313: what each has said and heard, once, in order.
    private void archive(Phone phone, String name) throws Exception {
        List<Message> messages = phone.archive();
        expect("messages in the archive of " + name, "4", Integer.toString(messages.size()));
        say("the archive of " + name + " has " + messages.size() + " messages (XEP-0313)");
    }

    /// The same as rows, under row-level security as the application's role.
    private void rows(String owner) throws SQLException {
        try (ArchiveRows rows = new ArchiveRows(scene)) {
            expect("rows without a tenant", "0", Integer.toString(rows.of(owner).size()));
            rows.actFor(tenant);
            List<String> found = rows.of(owner);
            expect("rows of " + owner, "4", Integer.toString(found.size()));
            found.forEach(row -> say("row    " + row));
        }
    }

    private void usage() throws InterruptedException {
        Usage usage = new Usage(http, tenantKey, domainName());
        List<Usage.Row> hour = usage.withMessages(4);
        hour.forEach(row -> say("usage  " + row));
        List<Usage.Row> users = usage.activeUsers();
        expect("active users", "2", Long.toString(Usage.quantity(users, "active_users")));
        users.forEach(row -> say("usage  " + row));
        if (Usage.quantity(hour, "online_minutes") == 0) {
            say("(online_minutes and peak_sessions are sampled as each minute begins;");
            say(" none has begun while the two were connected)");
        }
    }

    /// How to go on by hand.
    public void explain() {
        String domain = domainName();
        out.accept("");
        out.accept("The node stays up. Connect with any XMPP client (accept its certificate):");
        scene.clients()
                .forEach((listener, address) ->
                        out.accept("  " + listener + " " + address.getPort()));
        out.accept("  juliet@" + domain + " and romeo@" + domain + ", password " + PASSWORDS);
        out.accept("The tenant API is at " + scene.api() + "; this tenant's key is");
        out.accept("  " + tenantKey);
        out.accept(
                "  curl -H 'Authorization: Bearer "
                        + tenantKey
                        + "' "
                        + scene.api()
                        + "/v1/domains");
        out.accept(
                "  curl -H 'Authorization: Bearer " + tenantKey + "' " + scene.api() + "/v1/usage");
        out.accept("Ctrl-C stops everything.");
    }

    private void say(String line) {
        out.accept("   " + line);
    }

    private static void expect(String what, String expected, String found) {
        if (!expected.equals(found)) {
            throw new Failed(what + ": " + found + " (expected: " + expected + ")");
        }
    }

    private int port(String listener) {
        InetSocketAddress address = scene.clients().get(listener);
        if (address == null) {
            throw new Failed("listener " + listener + " is not there");
        }
        return address.getPort();
    }

    /// The demonstration's certificates are self-made: what it shows is the conversation, not
    /// trust.
    private static void trustEverywhere(X509TrustManager trust) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new X509TrustManager[] {trust}, null);
        SSLContext.setDefault(context);
    }

    @Override
    public void close() {
        for (AutoCloseable each : open.reversed()) {
            try {
                each.close();
            } catch (Exception e) {
                out.accept("   (" + e + ")");
            }
        }
    }
}
