package io.rookery.edge.handover;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.rookery.routing.hop.EdgeNotice;
import io.rookery.routing.hop.Neighbours;
import io.rookery.xmpp.error.StreamError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/// Decides which clients go to another edge, and to which: the one with the fewest, never one that
/// is drained itself. So no client is sent in a circle: who sends is drained or has more than the
/// mean, who is sent to is neither. Any thread.
public final class Detour {
    /// How much more than the mean is more than an edge's share.
    private static final double SHARE = 1.5;

    /// Below this nothing is worth a detour.
    private static final int FEW = 10;

    private final Place own;
    private final boolean rebalances;
    private final Neighbours neighbours;
    private final IntSupplier sessions;
    private volatile boolean draining;

    /// Those sent since the others last said how many they have, by where.
    @GuardedBy("this")
    private final Map<String, Integer> sent = new HashMap<>();

    @GuardedBy("this")
    private List<EdgeNotice> counted = List.of();

    /// @param rebalances whether new clients are sent away when there are more than this edge's
    ///   share
    /// @param sessions how many there are here, those included that log in
    public Detour(Place own, boolean rebalances, Neighbours neighbours, IntSupplier sessions) {
        this.own = own;
        this.rebalances = rebalances;
        this.neighbours = neighbours;
        this.sessions = sessions;
    }

    /// From now on nobody new is taken, or again everybody.
    public void draining(boolean now) {
        draining = now;
        tell();
    }

    public boolean isDraining() {
        return draining;
    }

    /// How many edges take clients.
    public int elsewhere() {
        return (int)
                neighbours.others().stream()
                        .filter(each -> !each.draining())
                        .filter(each ->
                                Stream.of(Way.values()).anyMatch(way -> !way.at(each).isEmpty()))
                        .count();
    }

    /// Tells the others how it is here.
    public void tell() {
        neighbours.tell(
                new EdgeNotice(
                        own.startTls(), own.tls(), own.webSocket(), sessions.getAsInt(), draining));
    }

    /// Where a client had best resume its session when it loses this edge. Of a WebSocket nothing
    /// is said: XEP-0198 §5 knows a host and a port.
    public Optional<String> location(Way way) {
        return way == Way.WEBSOCKET ? Optional.empty() : fewest(way, false);
    }

    /// Why a client that has not logged in may not do so here; empty when it may.
    public Optional<StreamError> newcomer(Way way) {
        if (draining) {
            return Optional.of(farewell(way));
        }
        return rebalances && hasTooMany()
                ? fewest(way, true).map(StreamError::seeOtherHost)
                : Optional.empty();
    }

    private boolean hasTooMany() {
        int here = sessions.getAsInt();
        List<EdgeNotice> others =
                neighbours.others().stream().filter(each -> !each.draining()).toList();
        if (here < FEW || others.isEmpty()) {
            return false;
        }
        double all = here + others.stream().mapToInt(EdgeNotice::sessions).sum();
        return here > SHARE * all / (others.size() + 1);
    }

    /// What ends the stream of a client that shall go on elsewhere.
    public StreamError farewell(Way way) {
        return fewest(way, true)
                .map(StreamError::seeOtherHost)
                .orElseGet(() -> StreamError.of(StreamError.Condition.SYSTEM_SHUTDOWN));
    }

    /// @param goes whether a client goes there now, and counts there from now on
    private synchronized Optional<String> fewest(Way way, boolean goes) {
        List<EdgeNotice> others = neighbours.others();
        if (!others.equals(counted)) {
            counted = others;
            sent.clear();
        }
        String there = null;
        int least = Integer.MAX_VALUE;
        for (EdgeNotice each : others) {
            String address = way.at(each);
            int has = each.sessions() + sent.getOrDefault(address, 0);
            if (!each.draining() && !address.isEmpty() && has < least) {
                there = address;
                least = has;
            }
        }
        if (goes && there != null) {
            sent.merge(there, 1, Integer::sum);
        }
        return Optional.ofNullable(there);
    }
}
