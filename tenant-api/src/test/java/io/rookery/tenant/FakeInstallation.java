package io.rookery.tenant;

import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.port.watch.Answers;
import io.rookery.routing.port.watch.Finding;
import io.rookery.routing.port.watch.Followed;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.routing.port.watch.SessionsWanted;
import io.rookery.tenant.operator.Installation;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.FullJid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An installation that tests make: sessions of edges, findings, and what followers are told.
public final class FakeInstallation implements Installation {
    private final FakeSessions accounts;
    private final TreeMap<String, SeenSession> connected = new TreeMap<>();
    private final List<Finding> findings = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Followed> told = new LinkedBlockingQueue<>();
    private final AtomicInteger followers = new AtomicInteger();
    private volatile CountDownLatch hungUp = new CountDownLatch(1);
    private volatile List<String> silent = List.of();
    private volatile String reason = "";
    private volatile boolean away;

    FakeInstallation(FakeSessions accounts) {
        this.accounts = accounts;
    }

    /// A session begins on an edge, and at its account.
    public void connect(String jid, String edge) {
        FullJid full = FullJid.parse(jid);
        synchronized (connected) {
            connected.put(
                    jid,
                    new SeenSession(
                            new TenantId(new java.util.UUID(0, 7)),
                            full,
                            edge,
                            "websocket",
                            true,
                            "203.0.113.9",
                            Instant.parse("2026-11-22T10:00:00Z"),
                            true,
                            false,
                            false,
                            true,
                            "",
                            5,
                            3,
                            4));
        }
        accounts.connect(full.bare().toString(), full.resource());
    }

    /// These edges do not answer from now on.
    public void silence(String... edges) {
        silent = List.of(edges);
    }

    /// Whether this node is no member of the cluster.
    public void away(boolean now) {
        away = now;
    }

    public void finds(Finding... found) {
        findings.clear();
        findings.addAll(List.of(found));
    }

    /// Followers are told this.
    public void tell(Followed followed) {
        told.add(followed);
    }

    public int followers() {
        return followers.get();
    }

    /// Counted down when a follower ends.
    public CountDownLatch hungUp() {
        return hungUp;
    }

    /// What the client of the session that was ended last was told.
    public String reason() {
        return reason;
    }

    @Override
    public Answers<SeenSession> sessions(SessionsWanted wanted, String edge) {
        if (away) {
            throw new UnavailableException("cluster: not there");
        }
        synchronized (connected) {
            return new Answers<>(
                    connected.tailMap(wanted.after(), false).values().stream()
                            .filter(each ->
                                    wanted.domain().isEmpty()
                                            || each.jid().domain().equals(wanted.domain()))
                            .filter(each ->
                                    wanted.user().isEmpty()
                                            || each.jid().bare().toString().equals(wanted.user()))
                            .filter(each -> edge.isEmpty() || each.edge().equals(edge))
                            .limit(wanted.limit())
                            .toList(),
                    silent);
        }
    }

    @Override
    public boolean end(TenantId tenant, BareJid account, String resource, String why) {
        synchronized (connected) {
            connected.remove(account + "/" + resource);
        }
        reason = why;
        return accounts.end(tenant, account, resource);
    }

    @Override
    public Examination examine() {
        return new Examination(
                List.of(new NodeState("127.0.0.1:25520", Set.of("core"), "up", true, "test")),
                findings);
    }

    @Override
    public Trace follow(TenantId tenant, BareJid account, Duration length, boolean payload) {
        followers.incrementAndGet();
        hungUp = new CountDownLatch(1);
        return new Trace() {
            @Override
            public Optional<Followed> next(Duration wait) throws InterruptedException {
                return Optional.ofNullable(told.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
            }

            @Override
            public void close() {
                followers.decrementAndGet();
                hungUp.countDown();
            }
        };
    }

    @Override
    public List<DeadLetter> deadLetters(int limit) {
        return List.of(
                new DeadLetter(
                        "rookery-accounts",
                        3,
                        42,
                        "2026-11-22T10:00:00Z",
                        "value: not a log record",
                        "",
                        3));
    }
}
