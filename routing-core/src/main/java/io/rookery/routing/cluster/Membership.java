package io.rookery.routing.cluster;

import io.rookery.routing.account.AccountPorts;
import io.rookery.routing.hop.SessionId;
import io.rookery.routing.hop.SessionListener;
import io.rookery.routing.port.MessageLog;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node in the cluster: gives it another life there whenever one has ended that nobody
/// wanted to end. While it is out, the sessions of its edge keep their sockets and hold back.
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /// Between two lives of which the first did not begin.
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /// Time over which sessions introduce themselves to their accounts when the node is back.
    private static final Duration SPREAD = Duration.ofMillis(800);

    private static final int SLICES = 16;

    /// Between two looks at DNS, whose answers the JDK keeps for a while.
    private static final Duration LOOKING = Duration.ofSeconds(1);

    private static final Duration STOPPING = Duration.ofSeconds(3);

    private final ClusterSettings settings;
    private final AccountPorts ports;
    private final MessageLog log;
    private final ClusterMemory memory;
    private final ConcurrentMap<SessionId, SessionListener> sessions;
    private final Sights sights;
    private final EdgeBeacon.Known neighbours;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Incarnation now;
    private volatile String address = "";
    private @Nullable Thread keeper;

    Membership(
            ClusterSettings settings,
            AccountPorts ports,
            MessageLog log,
            ClusterMemory memory,
            ConcurrentMap<SessionId, SessionListener> sessions,
            Sights sights,
            EdgeBeacon.Known neighbours) {
        this.sights = sights;
        this.settings = settings;
        this.ports = ports;
        this.log = log;
        this.memory = memory;
        this.sessions = sessions;
        this.neighbours = neighbours;
    }

    /// The node's present life in the cluster; null between two.
    @Nullable Incarnation now() {
        return now;
    }

    /// `host:port`.
    String address() {
        return address;
    }

    /// Joins for the first time; does not wait for it when the node serves nobody itself.
    ///
    /// @throws IllegalStateException when that takes too long, or the cluster refuses the node
    void start() {
        if (!settings.serves()) {
            keeper = Thread.ofVirtual().name("membership").start(this::joinAndKeep);
            return;
        }
        Incarnation first = firstLife();
        try {
            if (!first.up()
                    .toCompletableFuture()
                    .get(settings.membership().joinWithin().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        "cluster: this node was refused (expected: settings that fit, see the"
                                + " log)");
            }
        } catch (TimeoutException e) {
            first.abandon();
            throw new IllegalStateException(
                    "cluster.join-within: no member let this node in within %d s (expected: one of %s that is up and has the same cluster.tls.authority, if any)"
                            .formatted(
                                    settings.membership().joinWithin().toSeconds(),
                                    settings.membership().seedNodes().named()),
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cluster: not joined", e);
        } catch (InterruptedException e) {
            first.abandon();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while joining the cluster", e);
        }
        now = first;
        keeper = Thread.ofVirtual().name("membership").start(() -> keep(first));
    }

    private Incarnation firstLife() {
        try {
            return begin(settings, settings.membership().begin());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for the cluster", e);
        }
    }

    private void joinAndKeep() {
        try {
            Incarnation first = again();
            now = first;
            keep(first);
        } catch (InterruptedException e) {
            LOG.info("this node does not join: it stops");
        }
    }

    private Incarnation begin(ClusterSettings place, boolean told) throws InterruptedException {
        Joining joining = new Joining(seeds(), memory.cores(), told);
        Incarnation begun =
                Incarnation.begin(
                        place,
                        NodeConfig.of(place, joining),
                        ports,
                        log,
                        sessions,
                        sights,
                        neighbours,
                        memory::remember);
        address = begun.self();
        begun.join(joining.seeds(address));
        return begun;
    }

    /// Waits until enough of them are known.
    ///
    /// @throws IllegalStateException when that takes too long
    private List<String> seeds() throws InterruptedException {
        SeedNodes seeds = settings.membership().seedNodes();
        List<String> now = seeds.now(InetAddress::getAllByName);
        if (!seeds.areLookedUp()) {
            return now;
        }
        int least = memory.cores().isEmpty() ? seeds.least() : 1;
        Duration within = settings.membership().joinWithin();
        long begun = System.nanoTime();
        while (now.size() < least) {
            if (System.nanoTime() - begun > within.toNanos()) {
                throw new IllegalStateException(
                        "cluster.seed-nodes: %s stand for %s (expected: at least %d within %d s)"
                                .formatted(seeds.named(), now, least, within.toSeconds()));
            }
            pause(LOOKING);
            now = seeds.now(InetAddress::getAllByName);
        }
        LOG.info("seed nodes: {}", now);
        return now;
    }

    private void keep(Incarnation first) {
        Incarnation life = first;
        try {
            while (true) {
                life.ended().toCompletableFuture().join();
                now = null;
                if (closing.getCount() == 0) {
                    return;
                }
                LOG.warn(
                        "the cluster gave this node up; it joins again, and {} sessions wait",
                        sessions.size());
                introduce();
                life = again();
                now = life;
                LOG.info("this node is a member again");
                introduceSlowly();
            }
        } catch (InterruptedException e) {
            LOG.info("this node does not join again: it stops");
        }
    }

    /// A new life at the same address.
    private Incarnation again() throws InterruptedException {
        ClusterSettings place = address.isEmpty() ? settings : settings.at(portOf(address));
        while (closing.getCount() > 0) {
            try {
                Incarnation next = begin(place, false);
                if (awaited(next)) {
                    return next;
                }
            } catch (RuntimeException e) {
                LOG.warn("this node could not begin to join again: {}", e.toString());
            }
            pause(PAUSE);
        }
        throw new InterruptedException();
    }

    private static int portOf(String hostAndPort) {
        return Integer.parseInt(hostAndPort.substring(hostAndPort.lastIndexOf(':') + 1));
    }

    /// Waits as long as it takes: somebody may answer at last.
    private boolean awaited(Incarnation next) throws InterruptedException {
        while (true) {
            try {
                return next.up().toCompletableFuture().get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                if (closing.getCount() == 0) {
                    next.abandon();
                    return false;
                }
            } catch (ExecutionException e) {
                return false;
            }
        }
    }

    /// Sessions hold back from now on, and end by themselves when nobody answers for too long.
    private void introduce() {
        sessions.values().forEach(SessionListener::introduce);
    }

    /// All sessions want to be taken back at once: a little after each other.
    private void introduceSlowly() throws InterruptedException {
        List<SessionListener> all = List.copyOf(sessions.values());
        int slice = all.size() / SLICES + 1;
        for (int i = 0; i < all.size(); i++) {
            if (i > 0 && i % slice == 0) {
                pause(SPREAD.dividedBy(SLICES));
            }
            all.get(i).introduce();
        }
    }

    private void pause(Duration time) throws InterruptedException {
        if (closing.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException();
        }
    }

    /// Leaves in order.
    void close() {
        closing.countDown();
        Incarnation last = now;
        if (last != null) {
            last.leave();
        }
        if (keeper != null) {
            try {
                keeper.join(STOPPING);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
