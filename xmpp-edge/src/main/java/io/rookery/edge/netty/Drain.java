package io.rookery.edge.netty;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.rookery.edge.handover.Detour;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends an edge's sessions to other edges, so many a second, until none is left. Nobody new is
/// taken from its beginning until it is called off, whatever becomes of the sessions. Any thread.
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Duration TURN = Duration.ofMillis(100);
    private static final double TURNS_A_SECOND = 10;

    private final Detour detour;
    private final Set<Connection> connections;
    private final EventExecutor timer;

    @GuardedBy("this")
    private double rate;

    @GuardedBy("this")
    private double credit;

    @GuardedBy("this")
    private int moved;

    @GuardedBy("this")
    private long turnsLeft;

    @GuardedBy("this")
    private @Nullable Future<?> turns;

    Drain(Detour detour, Set<Connection> connections, EventExecutor timer) {
        this.detour = detour;
        this.connections = connections;
        this.timer = timer;
    }

    /// @param perSecond sessions a second, at least 1
    /// @param most how long sessions are sent elsewhere; those left then stay
    synchronized void begin(int perSecond, Duration most) {
        stop();
        detour.draining(true);
        rate = perSecond;
        credit = 1;
        moved = 0;
        turnsLeft = Math.max(1, most.dividedBy(TURN));
        turns = timer.scheduleAtFixedRate(this::turn, 0, TURN.toMillis(), TimeUnit.MILLISECONDS);
        LOG.info("drain: {} sessions, {} a second", left(), perSecond);
    }

    /// Takes clients again.
    synchronized void callOff() {
        stop();
        detour.draining(false);
        LOG.info("drain: called off");
    }

    synchronized Edge.Draining progress() {
        return new Edge.Draining(
                detour.isDraining(), turns != null, moved, left(), detour.elsewhere());
    }

    private synchronized void turn() {
        if (turns == null) {
            return;
        }
        credit = Math.min(credit + rate / TURNS_A_SECOND, Math.max(1, rate));
        Iterator<Connection> all = connections.iterator();
        while (credit >= 1 && all.hasNext()) {
            Connection next = all.next();
            if (next.session() != null && !next.isLeaving()) {
                next.execute(next::move);
                credit--;
                moved++;
            }
        }
        turnsLeft--;
        int left = left();
        // Whoever was logging in when it began may still come.
        if ((left == 0 && connections.isEmpty()) || turnsLeft <= 0) {
            stop();
            LOG.info("drain: ended, {} sessions sent, {} left", moved, left);
        }
    }

    private int left() {
        int left = 0;
        for (Connection connection : connections) {
            if (connection.session() != null) {
                left++;
            }
        }
        return left;
    }

    @GuardedBy("this")
    private void stop() {
        if (turns != null) {
            turns.cancel(false);
            turns = null;
        }
    }
}
