package io.rookery.routing.cluster;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.DowningProvider;
import org.apache.pekko.cluster.sbr.SplitBrainResolverProvider;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;

/// Pekko's split brain resolver, among cores only: the others own nothing that two could own, and
/// the resolver would count cores where there are none ([FarMembers] judges them). One class for
/// all nodes, since Pekko refuses members that name another. Made by Pekko by reflection.
public final class CoreDowning extends DowningProvider {
    private final SplitBrainResolverProvider resolver;
    private final boolean core;

    public CoreDowning(ActorSystem system) {
        this.resolver = new SplitBrainResolverProvider(system);
        this.core = Cluster.get(system).selfDataCenter().equals(DataCenters.CORE);
    }

    @Override
    public FiniteDuration downRemovalMargin() {
        return resolver.downRemovalMargin();
    }

    @Override
    public Option<Props> downingActorProps() {
        return core ? resolver.downingActorProps() : Option.empty();
    }
}
