package io.rookery.server.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.testkit.net.Login;
import io.rookery.testkit.net.TcpStream;
import io.rookery.xmpp.jid.BareJid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// P7 on a node with every role: the backend of one of its tenants takes every call and answers
/// none.
@ExtendWith(StartNode.class)
class BackendOutageTest {
    private static final int LOGINS = 15;
    private static final int HANGING = 60;
    private static final Duration BOUND = Duration.ofSeconds(30);

    /// How much slower a login may be than in the control, and what is no difference.
    private static final int FACTOR = 4;

    private static final long NOTHING_MILLIS = 200;

    private final RunningNode node;

    BackendOutageTest(RunningNode node) {
        this.node = node;
    }

    /// Takes connections and is silent.
    private static final class Silent implements AutoCloseable {
        private final ServerSocket server;
        private final Queue<Socket> held = new ConcurrentLinkedQueue<>();

        Silent(ExecutorService threads) throws IOException {
            server = new ServerSocket(0, HANGING, InetAddress.getLoopbackAddress());
            threads.execute(() -> {
                try {
                    while (true) {
                        held.add(server.accept());
                    }
                } catch (IOException e) {
                    // Closed, as it is at the end.
                    held.forEach(Silent::close);
                }
            });
        }

        int port() {
            return server.getLocalPort();
        }

        int taken() {
            return held.size();
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @Test
    void a_backend_that_hangs_fails_its_own_logins_for_now_and_slows_nobody_elses()
            throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Silent backend = new Silent(threads);
                Household hanging = new Household(node, "hanging.example");
                Household other = new Household(node, "quick.example", "juliet")) {
            hanging.api(
                    "PUT",
                    "/v1/domains/hanging.example/hook",
                    "{\"base_url\":\"http://127.0.0.1:%d\",\"operations\":[\"auth.verify\",\"user.exists\"]}"
                            .formatted(backend.port()));
            hanging.api(
                    "PATCH",
                    "/v1/domains/hanging.example/policy",
                    "{\"authentication\":[\"hook\"]}");
            logins(other);

            List<Long> before = logins(other);
            List<CompletableFuture<String>> stuck = new ArrayList<>();
            for (int i = 0; i < HANGING; i++) {
                String user = "u" + i;
                stuck.add(CompletableFuture.supplyAsync(() -> loginOf(hanging, user), threads));
            }
            List<Long> during = logins(other);
            boolean stillHanging = stuck.stream().anyMatch(each -> !each.isDone());
            List<String> ends = new ArrayList<>();
            for (CompletableFuture<String> each : stuck) {
                ends.add(each.get(2 * BOUND.toSeconds(), TimeUnit.SECONDS));
            }
            List<Long> after = logins(other);

            System.out.printf(
                    "median login beside %d that hang (backend got %d): %d ms; before %d ms, after"
                            + " %d ms%n",
                    HANGING, backend.taken(), median(during), median(before), median(after));
            assertThat(backend.taken()).isPositive();
            assertThat(stillHanging).as("the others log in while calls hang").isTrue();
            assertThat(ends)
                    .allMatch(each -> each.contains("temporary-auth-failure"))
                    .noneMatch(each -> each.contains("not-authorized"));
            assertThat(median(during))
                    .as(
                            "milliseconds of logins before %s, during %s, after %s",
                            before, during, after)
                    .isLessThan(NOTHING_MILLIS + FACTOR * Math.max(median(before), median(after)));
        }
    }

    private static String loginOf(Household house, String user) {
        try {
            new Login(house.stream(), BOUND).login(BareJid.of(user, "hanging.example"), "secret");
            return "success";
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// Milliseconds of some logins one after the other.
    private static List<Long> logins(Household house) {
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < LOGINS; i++) {
            long began = System.nanoTime();
            TcpStream stream = house.connect("juliet", "r" + i);
            took.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            stream.end();
        }
        return took;
    }

    private static long median(List<Long> millis) {
        return millis.stream().sorted().toList().get(millis.size() / 2);
    }
}
