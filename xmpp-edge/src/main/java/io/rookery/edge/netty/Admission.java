package io.rookery.edge.netty;

import io.rookery.edge.CrowdLimits;
import io.rookery.edge.sasl.NetworkAddress;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts sockets, of the whole edge and by address. Any thread.
final class Admission {
    private final CrowdLimits limits;
    private final AtomicInteger all = new AtomicInteger();
    private final Tally byAddress = new Tally();

    Admission(CrowdLimits limits) {
        this.limits = limits;
    }

    /// False when there are too many; then nothing is counted.
    boolean enter(InetAddress address) {
        if (all.incrementAndGet() > limits.connections()) {
            all.decrementAndGet();
            return false;
        }
        if (!byAddress.enter(NetworkAddress.key(address), limits.connectionsPerAddress())) {
            all.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave(InetAddress address) {
        all.decrementAndGet();
        byAddress.leave(NetworkAddress.key(address));
    }
}
