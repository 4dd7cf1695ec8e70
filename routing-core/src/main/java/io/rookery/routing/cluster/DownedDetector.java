package io.rookery.routing.cluster;

import com.typesafe.config.Config;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.remote.DefaultFailureDetectorRegistry;
import org.apache.pekko.remote.PhiAccrualFailureDetector;

/// Pekko's failure detector of one other member, which believes also the cluster's own decision: a
/// member that is down is not waited for. Without it a member whose end was seen would be removed
/// only when its silence has been noticed, since the leader removes whom it cannot reach. Made by
/// Pekko by reflection.
public final class DownedDetector extends PhiAccrualFailureDetector {
    private volatile boolean down;

    public DownedDetector(Config config, EventStream events) {
        super(config, events);
    }

    /// The cluster has decided that `member` is down: as far as this node watches it, it cannot be
    /// reached from now on.
    static void believe(Cluster cluster, Address member) {
        if (cluster.failureDetector() instanceof DefaultFailureDetectorRegistry<Address> all
                && all.failureDetector(member).getOrElse(() -> null)
                        instanceof DownedDetector detector) {
            detector.down = true;
        }
    }

    @Override
    public boolean isAvailable() {
        return !down && super.isAvailable();
    }
}
