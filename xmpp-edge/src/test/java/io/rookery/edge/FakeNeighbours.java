package io.rookery.edge;

import io.rookery.routing.hop.EdgeNotice;
import io.rookery.routing.hop.Neighbours;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Other edges, as a test says.
public final class FakeNeighbours implements Neighbours {
    private volatile List<EdgeNotice> others = List.of();
    private volatile @Nullable EdgeNotice told;

    /// From now on there are these.
    public void are(EdgeNotice... edges) {
        others = List.of(edges);
    }

    /// What was told last; null before the first.
    public @Nullable EdgeNotice told() {
        return told;
    }

    @Override
    public void tell(EdgeNotice own) {
        told = own;
    }

    @Override
    public List<EdgeNotice> others() {
        return others;
    }
}
