package io.rookery.server.demo;

import io.rookery.server.running.RunningNode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A tenant of a running node, and the phones of its users.
final class House implements AutoCloseable {
    static final String PASSWORD = "wherefore art thou";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 50;

    final Http http;
    final String tenant;
    final String key;
    private final RunningNode node;
    private final List<Phone> phones = new ArrayList<>();

    House(RunningNode node) {
        this.node = node;
        http = new Http(node.api());
        String operator = node.operatorKey();
        tenant = http.post(operator, "/v1/tenants", "{\"name\":\"Montague\"}").text("id");
        String keys = "/v1/tenants/" + tenant + "/api-keys";
        key = http.post(operator, keys, "{\"name\":\"test\"}").text("key");
    }

    /// Makes a domain whose users live in Rookery.
    void domain(String name) {
        http.post(key, "/v1/domains", "{\"name\":\"" + name + "\"}");
    }

    void user(String domain, String name) {
        http.post(
                key,
                "/v1/domains/" + domain + "/users",
                "{\"username\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"}");
    }

    /// A user's device, logged in and available.
    Phone phone(String domain, String name) throws Exception {
        InetSocketAddress where = Objects.requireNonNull(node.clientAddresses().get("c2s"));
        Phone phone = Phone.overTcp(name, domain, PASSWORD, where.getPort(), new AnyCertificate());
        phones.add(phone);
        phone.goOnline();
        return phone;
    }

    /// Returns once `condition` holds; fails after a minute, naming `what`.
    static void eventually(String what, Callable<Boolean> condition) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline || never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still not so after " + LIMIT + ": " + what);
            }
        }
    }

    @Override
    public void close() {
        phones.forEach(Phone::close);
    }
}
