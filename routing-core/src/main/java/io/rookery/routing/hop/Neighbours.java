package io.rookery.routing.hop;

import java.util.List;

/// The other edges of the installation, as far as they have been heard of lately. Any thread.
public interface Neighbours {
    /// Nobody: an edge that is alone.
    Neighbours NONE =
            new Neighbours() {
                @Override
                public void tell(EdgeNotice own) {}

                @Override
                public List<EdgeNotice> others() {
                    return List.of();
                }
            };

    /// What the others shall know of this edge from now on.
    void tell(EdgeNotice own);

    /// What live edges said last. One that died is here for some seconds more.
    List<EdgeNotice> others();
}
