package io.rookery.hooks.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.hooks.egress.Egress;
import io.rookery.hooks.egress.NameResolver;
import io.rookery.hooks.endpoint.HookLimits;
import io.rookery.hooks.endpoint.Outcome;
import io.rookery.hooks.fake.LoopbackServer;
import io.rookery.hooks.webhook.Transport.Exchange;
import io.rookery.hooks.webhook.Transport.Post;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyTransportTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int MAX_BYTES = 1_000;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void request_is_sent_whole_and_the_answer_read_whole() {
        LoopbackServer server = server((_, talk) -> talk.reply(200, "{\"ok\":true}"));

        Exchange exchange =
                post(transport(), server.url().resolve("/base/v1/auth/verify"), PATIENT);

        assertThat(body(exchange)).isEqualTo("{\"ok\":true}");
        assertThat(server.requests().getFirst())
                .startsWith("POST /base/v1/auth/verify HTTP/1.1\r\n")
                .contains("host: 127.0.0.1:" + server.port() + "\r\n")
                .contains("webhook-id: req_1\r\n")
                .contains("content-length: 7\r\n")
                .doesNotContainIgnoringCase("authorization")
                .doesNotContainIgnoringCase("cookie")
                .endsWith("\r\n\r\n{\"a\":1}");
    }

    @Test
    void chunked_answer_and_interim_answers_are_understood() {
        LoopbackServer server =
                server((_, talk) -> {
                    talk.say("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n");
                    talk.say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                    talk.say("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
                });

        assertThat(body(post(transport(), server.url(), PATIENT))).isEqualTo("abcde");
    }

    @Test
    void redirect_is_an_answer_and_is_not_followed() {
        LoopbackServer elsewhere = server((_, talk) -> talk.reply(200, "{}"));
        LoopbackServer server =
                server((_, talk) ->
                        talk.say(
                                "HTTP/1.1 307 X\r\nlocation: "
                                        + elsewhere.url()
                                        + "\r\ncontent-length: 0\r\n\r\n"));

        Exchange exchange = post(transport(), server.url(), PATIENT);

        assertThat(exchange).isInstanceOf(Exchange.Reply.class);
        assertThat(((Exchange.Reply) exchange).status()).isEqualTo(307);
        assertThat(elsewhere.connections()).isZero();
    }

    @Test
    void silent_backend_is_given_up_at_the_deadline() {
        LoopbackServer server = server((_, talk) -> talk.keepSilent());

        assertThat(outcome(post(transport(), server.url(), SHORT))).isEqualTo(Outcome.TIMEOUT);
    }

    @Test
    void dripping_backend_is_given_up_at_the_deadline_too() {
        LoopbackServer server =
                server((_, talk) -> {
                    talk.say("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n");
                    talk.say("a");
                    talk.keepSilent();
                });

        assertThat(outcome(post(transport(), server.url(), SHORT))).isEqualTo(Outcome.TIMEOUT);
    }

    @Test
    void announced_body_larger_than_allowed_is_not_read() {
        LoopbackServer server =
                server((_, talk) -> talk.say("HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n"));

        assertThat(outcome(post(transport(), server.url(), PATIENT))).isEqualTo(Outcome.TOO_LARGE);
    }

    @Test
    void endless_body_is_cut_off() {
        LoopbackServer server =
                server((_, talk) -> {
                    talk.say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                    while (true) {
                        talk.say("64\r\n" + "a".repeat(100) + "\r\n");
                    }
                });

        assertThat(outcome(post(transport(), server.url(), PATIENT))).isEqualTo(Outcome.TOO_LARGE);
    }

    @Test
    void endless_headers_are_cut_off() {
        LoopbackServer server =
                server((_, talk) -> {
                    talk.say("HTTP/1.1 200 OK\r\n");
                    while (true) {
                        talk.say("x-a: " + "a".repeat(100) + "\r\n");
                    }
                });

        assertThat(outcome(post(transport(), server.url(), PATIENT))).isEqualTo(Outcome.TOO_LARGE);
    }

    @Test
    void what_is_no_http_is_unavailable() {
        LoopbackServer server = server((_, talk) -> talk.say("SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n"));

        assertThat(post(transport(), server.url(), SHORT)).isInstanceOf(Exchange.Failure.class);
    }

    @Test
    void truncated_answer_is_no_answer() {
        LoopbackServer server =
                server((_, talk) -> {
                    talk.say("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"a\"");
                    talk.hangUp();
                });

        assertThat(outcome(post(transport(), server.url(), PATIENT)))
                .isEqualTo(Outcome.DISCONNECTED);
    }

    @Test
    void closed_port_is_unavailable() {
        LoopbackServer server = server((_, _) -> {});
        URI url = server.url();
        server.close();

        assertThat(outcome(post(transport(), url, PATIENT))).isEqualTo(Outcome.DISCONNECTED);
    }

    @Test
    void connection_is_used_again_by_the_same_pool_only() {
        LoopbackServer server = server((_, talk) -> talk.reply(200, "{}"));
        NettyTransport transport = transport();

        post(transport, server.url(), PATIENT);
        post(transport, server.url(), PATIENT);
        assertThat(server.connections()).isEqualTo(1);

        transport.post(request("other", server.url(), PATIENT)).toCompletableFuture().join();
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void connection_that_was_closed_while_kept_costs_no_answer() {
        AtomicInteger count = new AtomicInteger();
        LoopbackServer server =
                server((_, talk) -> {
                    if (count.incrementAndGet() == 2) {
                        talk.hangUp();
                    } else {
                        talk.reply(200, "{\"n\":" + count.get() + "}");
                    }
                });
        NettyTransport transport = transport();
        post(transport, server.url(), PATIENT);

        Exchange exchange = post(transport, server.url(), PATIENT);

        assertThat(body(exchange)).isEqualTo("{\"n\":3}");
        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.requests().get(1)).isEqualTo(server.requests().get(2));
    }

    @Test
    void new_connection_that_is_closed_is_not_tried_again() {
        LoopbackServer server = server((_, talk) -> talk.hangUp());

        assertThat(outcome(post(transport(), server.url(), PATIENT)))
                .isEqualTo(Outcome.DISCONNECTED);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void connection_with_more_answers_than_requests_is_not_used_again() {
        String answer = "HTTP/1.1 200 X\r\ncontent-length: 11\r\n\r\n";
        LoopbackServer server =
                server((_, talk) -> talk.say(answer + "{\"first\":1}" + answer + "{\"other\":2}"));
        NettyTransport transport = transport();

        for (int i = 0; i < 5; i++) {
            assertThat(body(post(transport, server.url(), PATIENT))).isEqualTo("{\"first\":1}");
        }
        assertThat(server.connections()).isEqualTo(5);
    }

    @Test
    void host_is_resolved_once_and_the_judged_address_is_connected_to() {
        LoopbackServer server = server((_, talk) -> talk.reply(200, "{}"));
        NettyTransport transport = transport(names("127.0.0.1", "169.254.169.254"));
        URI url = URI.create("http://hooks.acme.test:" + server.port());

        Exchange first = post(transport, url, PATIENT);

        assertThat(body(first)).isEqualTo("{}");
        assertThat(asked).containsExactly("hooks.acme.test");
        assertThat(server.requests().getFirst())
                .contains("host: hooks.acme.test:" + server.port() + "\r\n");
    }

    @Test
    void host_that_resolves_to_a_private_address_later_is_refused_then() {
        LoopbackServer server = server((_, talk) -> talk.reply(200, "{}"));
        NettyTransport transport = transport(names("127.0.0.1", "10.0.0.1"));
        URI url = URI.create("http://hooks.acme.test:" + server.port());
        transport.post(request("one", url, PATIENT)).toCompletableFuture().join();

        Exchange second = transport.post(request("two", url, PATIENT)).toCompletableFuture().join();

        assertThat(outcome(second)).isEqualTo(Outcome.ADDRESS_REFUSED);
        assertThat(asked).hasSize(2);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void private_addresses_are_refused_without_a_connection() {
        for (String address :
                List.of("10.0.0.1", "169.254.169.254", "::ffff:192.168.0.1", "64:ff9b::a00:1")) {
            NettyTransport transport =
                    start(new Egress(false, List.of()), Optional.of(names(address)));

            Exchange exchange = post(transport, URI.create("https://hooks.example.com"), PATIENT);

            assertThat(outcome(exchange)).as(address).isEqualTo(Outcome.ADDRESS_REFUSED);
        }
    }

    @Test
    void without_the_switch_loopback_is_refused() {
        LoopbackServer server = server((_, talk) -> talk.reply(200, "{}"));
        NettyTransport transport =
                start(new Egress(false, List.of()), Optional.of(names("127.0.0.1")));

        assertThat(outcome(post(transport, server.url(), PATIENT)))
                .isEqualTo(Outcome.ADDRESS_REFUSED);
        assertThat(outcome(post(transport, URI.create("https://hooks.example.com"), PATIENT)))
                .isEqualTo(Outcome.ADDRESS_REFUSED);
        assertThat(server.connections()).isZero();
    }

    @Test
    void name_that_cannot_be_resolved_is_unavailable() {
        NameResolver nobody =
                _ -> CompletableFuture.failedFuture(new UnknownHostException("as told"));

        assertThat(
                        outcome(
                                post(
                                        transport(nobody),
                                        URI.create("https://hooks.example.com"),
                                        PATIENT)))
                .isEqualTo(Outcome.DISCONNECTED);
    }

    @Test
    void name_server_that_is_silent_is_given_up_at_the_deadline() {
        NameResolver silent = _ -> new CompletableFuture<>();

        assertThat(outcome(post(transport(silent), URI.create("https://hooks.example.com"), SHORT)))
                .isEqualTo(Outcome.TIMEOUT);
    }

    @Test
    void second_address_is_tried_when_the_first_has_nobody() {
        LoopbackServer server = server((_, talk) -> talk.reply(200, "{}"));
        NameResolver two =
                _ -> CompletableFuture.completedFuture(List.of(of("127.9.9.9"), of("127.0.0.1")));

        Exchange exchange =
                post(
                        transport(two),
                        URI.create("http://hooks.acme.test:" + server.port()),
                        PATIENT);

        assertThat(body(exchange)).isEqualTo("{}");
    }

    @Test
    void localhost_is_known_without_a_name_server() {
        LoopbackServer server = server((_, talk) -> talk.reply(200, "{}"));
        NettyTransport transport = start(new Egress(true, List.of()), Optional.empty());

        Exchange exchange =
                post(transport, URI.create("http://localhost:" + server.port()), PATIENT);

        assertThat(body(exchange)).isEqualTo("{}");
    }

    private LoopbackServer server(LoopbackServer.Script script) {
        LoopbackServer server = new LoopbackServer(script);
        open.push(server);
        return server;
    }

    private NettyTransport transport() {
        return transport(names("127.0.0.1"));
    }

    private NettyTransport transport(NameResolver names) {
        return start(new Egress(true, List.of()), Optional.of(names));
    }

    private NettyTransport start(Egress egress, Optional<NameResolver> names) {
        NettyTransport transport =
                NettyTransport.start(egress, HookLimits.DEFAULT, names, Optional.empty());
        open.push(transport);
        return transport;
    }

    /// Answers with one address after another, then with the last for ever.
    private NameResolver names(String... addresses) {
        Deque<InetAddress> left = new ArrayDeque<>();
        for (String address : addresses) {
            left.add(of(address));
        }
        return host -> {
            asked.add(host);
            InetAddress next = left.size() > 1 ? left.pop() : left.getFirst();
            return CompletableFuture.completedFuture(List.of(next));
        };
    }

    private static Exchange post(NettyTransport transport, URI url, Duration deadline) {
        return transport.post(request("pool", url, deadline)).toCompletableFuture().join();
    }

    private static Post request(String pool, URI url, Duration deadline) {
        return new Post(
                pool,
                url,
                Map.of("webhook-id", "req_1"),
                "{\"a\":1}".getBytes(StandardCharsets.UTF_8),
                MAX_BYTES,
                deadline);
    }

    private static String body(Exchange exchange) {
        assertThat(exchange).isInstanceOf(Exchange.Reply.class);
        return new String(((Exchange.Reply) exchange).body(), StandardCharsets.UTF_8);
    }

    private static Outcome outcome(Exchange exchange) {
        assertThat(exchange).isInstanceOf(Exchange.Failure.class);
        return ((Exchange.Failure) exchange).outcome();
    }

    private static InetAddress of(String digits) {
        try {
            return InetAddress.getByName(digits);
        } catch (UnknownHostException e) {
            throw new AssertionError(digits, e);
        }
    }
}
