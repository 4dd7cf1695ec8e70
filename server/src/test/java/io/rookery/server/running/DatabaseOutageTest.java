package io.rookery.server.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.testkit.net.Login;
import io.rookery.testkit.net.TcpProxy;
import io.rookery.testkit.net.TcpStream;
import io.rookery.testkit.servers.TestPostgres;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.xml.Element;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// P6 on a node with every role: PostgreSQL answers nothing for a while, or late.
@ExtendWith(StartNode.class)
class DatabaseOutageTest {
    private static final int CONTROL = 40;
    private static final int MOST = 5_000;
    private static final Duration SHORT = Duration.ofSeconds(15);
    private static final Duration LONG = Duration.ofMinutes(2);

    /// Of whatever is asked meanwhile; the longest wait inside is ten seconds for a connection.
    private static final Duration BOUND = Duration.ofSeconds(30);

    /// How much slower chat may be than before, and what is no difference on a busy machine.
    private static final int FACTOR = 5;

    /// What each packet to and from a far PostgreSQL takes.
    private static final Duration SLOW = Duration.ofMillis(100);

    private static final long NOTHING_MILLIS = 100;
    private static final long PACE_MILLIS = 50;

    private final RunningNode node;

    DatabaseOutageTest(RunningNode node) {
        this.node = node;
    }

    @Test
    void while_postgresql_hangs_people_chat_reads_are_told_to_wait_and_the_archive_catches_up()
            throws Exception {
        outage("outage.example", SHORT);
    }

    @Test
    @Tag("drill")
    void two_minutes_without_postgresql() throws Exception {
        outage("long-outage.example", LONG);
    }

    private void outage(String domain, Duration length) throws Exception {
        try (Household house = new Household(node, domain, "juliet", "romeo", "paris", "reader");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            TcpStream juliet = house.connect("juliet", "balcony");
            TcpStream romeo = available(house, "romeo");
            TcpStream reader = available(house, "reader");
            juliet.send("<enable xmlns='urn:xmpp:sm:3'/>");
            Household.await(juliet, "enabled");
            List<Long> before = new ArrayList<>();
            List<Long> during = new ArrayList<>();
            for (int i = 0; i < CONTROL; i++) {
                before.add(say(juliet, romeo, domain, i));
            }

            try (HaltedPostgres _ = new HaltedPostgres(node.data())) {
                query(reader, "r");
                var read = soon(threads, () -> answer(reader, "r"));
                var login = soon(threads, () -> loginOf(house, "paris", domain));
                var asked = soon(threads, () -> house.ask("/v1/domains/" + domain + "/users"));
                long until = System.nanoTime() + length.toNanos();
                while (System.nanoTime() < until && CONTROL + during.size() < MOST) {
                    during.add(say(juliet, romeo, domain, CONTROL + during.size()));
                    pause(PACE_MILLIS);
                }

                assertThat(acknowledged(juliet, CONTROL + during.size()))
                        .as("counted while PostgreSQL was away")
                        .isEqualTo(CONTROL + during.size());
                Element told = within("archive", read);
                assertRefused(told, within("login", login), within("API", asked));
            }

            System.out.printf(
                    "%d messages in %s without PostgreSQL: median %d ms (before: %d ms), slowest %d"
                            + " ms%n",
                    during.size(),
                    length,
                    median(during),
                    median(before),
                    during.stream().mapToLong(Long::longValue).max().orElseThrow());
            assertThat(during).hasSizeGreaterThan(CONTROL);
            assertThat(median(during))
                    .as("milliseconds from socket to socket, before %s, during %s", before, during)
                    .isLessThan(NOTHING_MILLIS + FACTOR * median(before));
            List<String> said =
                    IntStream.range(0, CONTROL + during.size())
                            .mapToObj(Integer::toString)
                            .toList();
            assertThat(new ArchiveReader(romeo).bodies()).isEqualTo(said);
            // Her own stream acknowledges nothing, and a thousand results not taken end a session.
            assertThat(new ArchiveReader(house.connect("juliet", "study")).bodies())
                    .isEqualTo(said);
            assertThat(house.ask("/v1/domains/" + domain + "/users").statusCode()).isEqualTo(200);
            assertThat(loginOf(house, "paris", domain)).isEqualTo("success");
        }
    }

    /// As a database at the other end of the world, behind many others' questions.
    @Test
    void a_slow_postgresql_slows_only_what_asks_it() throws Exception {
        String domain = "slow.example";
        try (TestPostgres postgres = TestPostgres.start();
                TcpProxy way =
                        TcpProxy.to(new InetSocketAddress(postgres.host(), postgres.port()))) {
            postgres.execute(
                    "CREATE ROLE rookery_owner LOGIN",
                    "CREATE ROLE rookery_app LOGIN",
                    "CREATE ROLE rookery_archiver LOGIN",
                    "CREATE DATABASE rookery OWNER rookery_owner");
            try (RunningNode far =
                            RunningNode.start(
                                    "postgres.url=jdbc:postgresql://127.0.0.1:%d/rookery"
                                            .formatted(way.address().getPort()),
                                    "postgres.owner-password=any",
                                    "postgres.app-password=any",
                                    "postgres.archiver-password=any");
                    Household house = new Household(far, domain, "juliet", "romeo", "paris")) {
                TcpStream juliet = house.connect("juliet", "balcony");
                TcpStream romeo = available(house, "romeo");
                List<Long> before = new ArrayList<>();
                List<Long> during = new ArrayList<>();
                for (int i = 0; i < CONTROL; i++) {
                    before.add(say(juliet, romeo, domain, i));
                }

                way.delay(SLOW);
                for (int i = 0; i < CONTROL; i++) {
                    during.add(say(juliet, romeo, domain, CONTROL + i));
                    pause(PACE_MILLIS);
                }

                System.out.printf(
                        "PostgreSQL slower by %d ms each way: median %d ms (before: %d ms)%n",
                        SLOW.toMillis(), median(during), median(before));
                assertThat(median(during))
                        .as("milliseconds from socket to socket, %s, before %s", during, before)
                        .isLessThan(NOTHING_MILLIS + FACTOR * median(before));
                assertThat(loginOf(house, "paris", domain)).isEqualTo("success");
                assertThat(house.ask("/v1/domains/" + domain + "/users").statusCode())
                        .isEqualTo(200);
                assertThat(new ArchiveReader(romeo).bodies())
                        .isEqualTo(
                                IntStream.range(0, 2 * CONTROL)
                                        .mapToObj(Integer::toString)
                                        .toList());
                way.delay(Duration.ZERO);
            }
        }
    }

    private static void assertRefused(Element read, String login, HttpResponse<String> asked) {
        assertThat(read.attribute("type")).isEqualTo("error");
        assertThat(read.toString()).contains("type='wait'", "resource-constraint");
        assertThat(login).contains("temporary-auth-failure").doesNotContain("not-authorized");
        assertThat(asked.statusCode()).isEqualTo(503);
        assertThat(asked.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(asked.headers().firstValue("Retry-After")).isPresent();
    }

    private static <T> CompletableFuture<T> soon(ExecutorService threads, Supplier<T> asked) {
        return CompletableFuture.supplyAsync(asked, threads);
    }

    private static <T> T within(String what, CompletableFuture<T> answer) throws Exception {
        try {
            return answer.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(what + ": no answer within " + BOUND, e);
        }
    }

    private static TcpStream available(Household house, String user) {
        TcpStream stream = house.connect(user, "orchard");
        stream.send("<presence/>");
        Household.await(stream, "presence");
        return stream;
    }

    /// Milliseconds until it was heard.
    private static long say(TcpStream from, TcpStream to, String domain, int number) {
        long began = System.nanoTime();
        from.send(
                "<message to='romeo@%s' type='chat' id='m%d'><body>%d</body></message>"
                        .formatted(domain, number, number));
        assertThat(Household.await(to, "message").attribute("id")).isEqualTo("m" + number);
        // Who is silent for a minute is asked whether it is still there (RFC 6120 §4.6.1).
        to.send(" ");
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private static long median(List<Long> millis) {
        return millis.stream().sorted().toList().get(millis.size() / 2);
    }

    /// What the server has counted, when it is all or the time is up.
    private static long acknowledged(TcpStream stream, int sent) throws InterruptedException {
        long counted = 0;
        long until = System.nanoTime() + BOUND.toNanos();
        while (counted < sent && System.nanoTime() < until) {
            stream.send("<r xmlns='urn:xmpp:sm:3'/>");
            String h = Household.await(stream, "a").attribute("h");
            counted = h == null ? 0 : Long.parseLong(h);
            pause(PACE_MILLIS);
        }
        return counted;
    }

    private static void pause(long millis) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    private static void query(TcpStream stream, String id) {
        stream.send(
                "<iq type='set' id='%s'><query xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><max>50</max></set></query></iq>"
                        .formatted(id));
    }

    private static Element answer(TcpStream stream, String id) {
        while (true) {
            Element iq = Household.await(stream, "iq");
            if (id.equals(iq.attribute("id"))) {
                return iq;
            }
        }
    }

    /// How a login ends for somebody whom nobody remembers.
    private static String loginOf(Household house, String user, String domain) {
        try {
            new Login(house.stream(), BOUND).login(BareJid.of(user, domain), Household.PASSWORD);
            return "success";
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
