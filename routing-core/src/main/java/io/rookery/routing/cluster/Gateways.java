package io.rookery.routing.cluster;

import io.rookery.routing.hop.GatewayAddress;
import io.rookery.routing.hop.SessionId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/// The gateways that accounts of this node have spoken to. One that is gone is forgotten, so that
/// whoever speaks to it afterwards has it looked for, and learns that it is gone.
final class Gateways {
    private final ConcurrentMap<GatewayAddress, ActorRef<Gateway.Command>> known =
            new ConcurrentHashMap<>();

    /// The gateway at `address`; `find` looks for it the first time.
    ActorRef<Gateway.Command> at(
            GatewayAddress address, Function<GatewayAddress, ActorRef<Gateway.Command>> find) {
        return known.computeIfAbsent(address, find);
    }

    /// Which of an edge's gateways answers for a session.
    static int of(SessionId session, int gateways) {
        return Math.floorMod(Long.hashCode(session.low()), gateways);
    }

    void forget(GatewayAddress address) {
        known.remove(address);
    }
}
