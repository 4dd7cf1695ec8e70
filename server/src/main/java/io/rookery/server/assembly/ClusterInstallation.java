package io.rookery.server.assembly;

import io.rookery.archive.log.DeadLetters;
import io.rookery.routing.cluster.ClusterWatch;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.SessionView;
import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.routing.port.watch.Answers;
import io.rookery.routing.port.watch.Followed;
import io.rookery.routing.port.watch.SeenSession;
import io.rookery.routing.port.watch.SessionsWanted;
import io.rookery.server.doctor.Doctor;
import io.rookery.tenant.operator.Installation;
import io.rookery.tenant.session.LiveSessions;
import io.rookery.xmpp.jid.BareJid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// The cluster as the API asks it: of one user, and as a whole.
final class ClusterInstallation implements Installation {
    private static final Set<String> SHOWS = Set.of("away", "chat", "dnd", "xa");

    private final Supplier<Optional<ClusterWatch>> cluster;
    private final Doctor doctor;
    private final Supplier<DeadLetters> deadLetters;

    /// @param cluster empty while this node is no member
    ClusterInstallation(
            Supplier<Optional<ClusterWatch>> cluster,
            Doctor doctor,
            Supplier<DeadLetters> deadLetters) {
        this.cluster = cluster;
        this.doctor = doctor;
        this.deadLetters = deadLetters;
    }

    private ClusterWatch cluster() {
        return cluster.get()
                .orElseThrow(() -> new UnavailableException("cluster: this node is no member now"));
    }

    /// The same for the sessions of one user: a part of its own, since the API looks for each by
    /// its type.
    LiveSessions ofUsers() {
        return new LiveSessions() {
            @Override
            public List<Connected> of(TenantId tenant, BareJid account) {
                return answer(cluster().sessions(new AccountId(tenant, account))).stream()
                        .map(ClusterInstallation::connected)
                        .toList();
            }

            @Override
            public boolean end(TenantId tenant, BareJid account, String resource) {
                return ClusterInstallation.this.end(tenant, account, resource, "");
            }
        };
    }

    @Override
    public boolean end(TenantId tenant, BareJid account, String resource, String reason) {
        return answer(cluster().endSession(new AccountId(tenant, account), resource, reason))
                .isPresent();
    }

    @Override
    public Answers<SeenSession> sessions(SessionsWanted wanted, String edge) {
        return answer(cluster().sessions(wanted, edge));
    }

    @Override
    public Examination examine() {
        return doctor.examine();
    }

    @Override
    public List<DeadLetter> deadLetters(int limit) {
        return deadLetters.get().newest(limit).stream()
                .map(each ->
                        new DeadLetter(
                                each.topic(),
                                each.partition(),
                                each.offset(),
                                each.parkedAt().toString(),
                                each.reason(),
                                each.key(),
                                each.bytes()))
                .toList();
    }

    @Override
    public Trace follow(TenantId tenant, BareJid account, Duration length, boolean payload) {
        Ears ears = new Ears();
        ears.subscription =
                cluster().follow(new AccountId(tenant, account), length, payload, ears::heard);
        return ears;
    }

    /// What was told and not yet read: at most so much, of the rest only the number.
    private static final class Ears implements Trace {
        private static final int MAX_WAITING = 2_000;

        private final BlockingQueue<Followed> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
        private final AtomicLong dropped = new AtomicLong();
        private AutoCloseable subscription = () -> {};

        void heard(Followed followed) {
            long before = dropped.getAndSet(0);
            Followed all =
                    before == 0
                            ? followed
                            : new Followed(
                                    followed.node(),
                                    followed.stanzas(),
                                    followed.dropped() + before,
                                    followed.refused());
            if (!waiting.offer(all)) {
                dropped.addAndGet(all.dropped() + all.stanzas().size());
            }
        }

        @Override
        public Optional<Followed> next(Duration wait) throws InterruptedException {
            return Optional.ofNullable(waiting.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
        }

        @Override
        public void close() {
            try {
                subscription.close();
            } catch (Exception e) {
                throw new IllegalStateException("trace: cannot be ended", e);
            }
        }
    }

    /// The cluster has a deadline of its own.
    private static <T> T answer(CompletionStage<T> asked) {
        try {
            return asked.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new UnavailableException("cluster: " + e.getMessage(), e);
        }
    }

    private static LiveSessions.Connected connected(SessionView view) {
        return new LiveSessions.Connected(
                view.resource(),
                view.since(),
                view.address(),
                view.connected() ? "connected" : "waiting",
                view.available(),
                SHOWS.contains(view.show()) ? view.show() : null,
                view.priority(),
                view.inactive());
    }
}
