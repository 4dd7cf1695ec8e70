package io.rookery.edge.netty;

import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgePorts;
import io.rookery.edge.handover.Detour;
import io.rookery.edge.handover.Place;
import io.rookery.edge.sasl.LoginThrottle;
import io.rookery.edge.stream.Negotiation;
import io.rookery.edge.usage.Sessions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What the connections of an edge share.
///
/// @param sessions sessions by domain, those included that are being bound
/// @param rates what sessions of one domain or tenant may send together
/// @param usage sessions that are bound, as usage counts them
/// @param connections all that are open
/// @param streams how many of them have a stream that is not over: an edge's share, in which who
///   logs in counts, so that a storm of logins is spread
/// @param detour who goes to another edge
record Kernel(
        EdgePorts ports,
        EdgeLimits limits,
        Negotiation negotiation,
        Parsers parsers,
        LoginThrottle throttle,
        Tally sessions,
        SharedRates rates,
        Sessions usage,
        Set<Connection> connections,
        AtomicInteger streams,
        Detour detour) {

    /// Of an edge that is alone.
    static Kernel of(EdgePorts ports, EdgeLimits limits) {
        return of(ports, limits, Place.NONE, false);
    }

    static Kernel of(EdgePorts ports, EdgeLimits limits, Place place, boolean rebalances) {
        AtomicInteger streams = new AtomicInteger();
        return new Kernel(
                ports,
                limits,
                new Negotiation(
                        ports.decoys(),
                        ports.random(),
                        new Negotiation.Attempts(limits.loginAttempts(), limits.bindAttempts()),
                        ports.features()),
                new Parsers(limits.stanzaBytesBeforeLogin()),
                new LoginThrottle(ports.clock(), limits.throttle()),
                new Tally(),
                new SharedRates(ports.clock(), limits.crowd()),
                new Sessions(),
                ConcurrentHashMap.newKeySet(),
                streams,
                new Detour(place, rebalances, ports.neighbours(), streams::get));
    }
}
