package io.rookery.server.edges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.server.edges.Door.Way;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Pairs of clients that write numbered messages to each other until it ends, half of them over TCP
/// and half over WebSocket; then everything is looked for.
final class Chat implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;

    private final Territory territory;
    private final List<Traveller> all = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread writer;
    private final AtomicInteger said = new AtomicInteger();

    /// @param name of its users
    /// @param edges that its clients know
    Chat(Territory territory, String name, int pairs, int... edges) throws Exception {
        this.territory = territory;
        for (int i = 0; i < 2 * pairs; i++) {
            Way way = i / 2 % 2 == 0 ? Way.TCP : Way.WEBSOCKET;
            // Each begins at another edge.
            int[] turned = new int[edges.length];
            for (int j = 0; j < edges.length; j++) {
                turned[j] = edges[(i + j) % edges.length];
            }
            BareJid user = territory.user(name + '-' + i);
            all.add(territory.traveller(user, way, turned).begin());
        }
        writer = Thread.ofVirtual().name("chat").start(this::write);
    }

    private void write() {
        try {
            do {
                for (Traveller each : all) {
                    each.say(peer(each).user(), Integer.toString(said.get()));
                }
                said.incrementAndGet();
            } while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Traveller peer(Traveller one) {
        return all.get(all.indexOf(one) ^ 1);
    }

    List<Traveller> all() {
        return List.copyOf(all);
    }

    int said() {
        return said.get();
    }

    void awaitAllResumed(int times) throws InterruptedException {
        for (Traveller each : all) {
            each.awaitResumed(times);
        }
    }

    /// How much of what all said is not acknowledged.
    int unacknowledged() {
        return all.stream().mapToInt(Traveller::unacknowledged).sum();
    }

    /// Waits until everybody has heard `more` messages that were said after this was asked.
    void awaitMore(int more) throws InterruptedException {
        int from = said.get();
        for (Traveller each : all) {
            each.awaitHeard(Integer.toString(from + more));
        }
    }

    /// What is done to the cluster.
    interface Deed {
        void run() throws InterruptedException;
    }

    /// For each client, from the beginning of `deed` until it hears something that was said after
    /// it had begun.
    List<Duration> silences(Deed deed) throws InterruptedException {
        String next = Integer.toString(said.get() + 1);
        long begun = System.nanoTime();
        try (ExecutorService listeners = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Duration>> silences = new ArrayList<>();
            for (Traveller each : all) {
                silences.add(
                        listeners.submit(() -> {
                            each.awaitHeard(next);
                            return Duration.ofNanos(System.nanoTime() - begun);
                        }));
            }
            deed.run();
            List<Duration> found = new ArrayList<>();
            for (Future<Duration> each : silences) {
                found.add(each.get());
            }
            return found;
        } catch (ExecutionException e) {
            throw new AssertionError("a client heard nothing: " + e.getCause(), e);
        }
    }

    /// Nobody says more; what was said is in every log and in both archives, once and in order.
    void end() throws InterruptedException {
        over.countDown();
        writer.join();
        for (Traveller each : all) {
            each.awaitFrom(peer(each).user(), said.get());
            each.awaitAcknowledged();
        }
        List<String> numbers = IntStream.range(0, said.get()).mapToObj(Integer::toString).toList();
        for (Traveller each : all) {
            assertThat(each.heardFrom(peer(each).user())).as(each.diary()).isEqualTo(numbers);
            List<String> archive = territory.archive(each.user());
            assertThat(Territory.said(archive, each.user())).as(each.diary()).isEqualTo(numbers);
            assertThat(Territory.said(archive, peer(each).user()))
                    .as(each.diary())
                    .isEqualTo(numbers);
        }
    }

    @Override
    public void close() {
        over.countDown();
        all.forEach(Traveller::close);
    }
}
