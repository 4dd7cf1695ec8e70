package io.rookery.testkit.sim;

import io.rookery.edge.EdgeLimits;
import io.rookery.edge.Scheduler;
import io.rookery.edge.session.Client;
import io.rookery.edge.session.Session;
import io.rookery.edge.session.Start;
import io.rookery.routing.hop.AccountId;
import io.rookery.routing.hop.SessionId;
import io.rookery.testkit.world.EdgeNode;
import io.rookery.testkit.world.World;
import io.rookery.xmpp.error.StanzaError;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.xml.Element;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection of a client to an edge, bytes left out: the edge's real session on one end, the
/// client on the other, order and time between them.
final class SimSocket implements Client, Scheduler {
    private static final Duration LATENCY = Duration.ofMillis(20);

    private final World world;
    private final EdgeNode edge;
    private final SimClient client;
    private final Session session;
    private final ArrayDeque<Runnable> toEdge = new ArrayDeque<>();
    private final List<Runnable> written = new ArrayList<>();
    private Instant lastUp = Instant.MIN;
    private Instant lastDown = Instant.MIN;
    private boolean reading = true;
    private boolean cut;
    private boolean edgeDone;

    /// @param previous the session to resume, null for a new one
    SimSocket(
            World world,
            EdgeNode edge,
            SimClient client,
            AccountId account,
            String resource,
            @Nullable SessionId previous,
            long handled) {
        this.world = world;
        this.edge = edge;
        this.client = client;
        SessionId id = SessionId.random(world.random());
        this.session =
                new Session(
                        new Start(
                                account,
                                id,
                                previous == null ? id : previous,
                                previous == null ? resource : "",
                                handled,
                                "192.0.2.1"),
                        edge,
                        this,
                        this,
                        EdgeLimits.DEFAULT);
    }

    EdgeNode edge() {
        return edge;
    }

    // ---- the client's end

    void stanza(Stanza stanza) {
        up(() -> session.receive(stanza, null));
    }

    void element(Element element) {
        up(() -> session.receive(element));
    }

    /// The client closes its stream.
    void end() {
        up(session::end);
        edgeDoneSoon();
    }

    private void edgeDoneSoon() {
        up(() -> edgeDone = true);
    }

    /// The connection breaks: what is under way is lost, and the edge notices `later`.
    void cut(Duration later) {
        if (!cut) {
            cut = true;
            after(
                    later,
                    () -> {
                        if (!edgeDone) {
                            edgeDone = true;
                            session.detach();
                        }
                    });
        }
    }

    private void up(Runnable arrives) {
        Instant at = world.timeline().instant().plus(latency());
        lastUp = at.isAfter(lastUp) ? at : lastUp;
        world.timeline()
                .after(
                        Duration.between(world.timeline().instant(), lastUp),
                        () ->
                                edge.lifeline()
                                        .run(() -> {
                                            if (!cut) {
                                                toEdge.add(arrives);
                                                drain();
                                            }
                                        }));
    }

    private void drain() {
        while (reading && !edgeDone && !toEdge.isEmpty()) {
            toEdge.remove().run();
        }
    }

    // ---- the edge's end

    private void down(Runnable arrives) {
        if (edgeDone) {
            return;
        }
        Instant at = world.timeline().instant().plus(latency());
        lastDown = at.isAfter(lastDown) ? at : lastDown;
        world.timeline()
                .after(
                        Duration.between(world.timeline().instant(), lastDown),
                        () -> {
                            if (!cut) {
                                arrives.run();
                            }
                        });
    }

    private Duration latency() {
        return Duration.ofNanos(1 + world.random().nextLong(LATENCY.toNanos()));
    }

    @Override
    public void bound(FullJid jid) {
        down(() -> client.bound(this, jid));
    }

    @Override
    public void resumed(FullJid jid, long handled) {
        down(() -> client.resumed(this, handled));
    }

    @Override
    public void refused(StanzaError error, long handled) {
        down(() -> client.refused(this, handled));
        edgeDone = true;
    }

    @Override
    public Optional<String> location() {
        return Optional.empty();
    }

    @Override
    public void send(Stanza stanza) {
        down(() -> client.receive(this, stanza));
    }

    @Override
    public void send(Element element) {
        down(() -> client.receive(this, element));
    }

    @Override
    public void flush(@Nullable Runnable done) {
        if (done != null) {
            written.add(done);
            execute(() -> {
                if (!cut && written.remove(done)) {
                    done.run();
                }
            });
        }
    }

    @Override
    public void reading(boolean wanted) {
        reading = wanted;
        if (wanted) {
            execute(this::drain);
        }
    }

    @Override
    public void close(@Nullable StreamError error) {
        down(() -> client.closed(this, error));
        edgeDone = true;
    }

    // ---- the edge's timers

    @Override
    public Scheduler.Timer after(Duration delay, Runnable task) {
        boolean[] cancelled = {false};
        world.timeline()
                .after(
                        delay,
                        whileAlive(() -> {
                            if (!cancelled[0]) {
                                task.run();
                            }
                        }));
        return () -> cancelled[0] = true;
    }

    @Override
    public void execute(Runnable task) {
        world.timeline().execute(whileAlive(task));
    }

    private Runnable whileAlive(Runnable task) {
        return () -> edge.lifeline().run(task);
    }
}
