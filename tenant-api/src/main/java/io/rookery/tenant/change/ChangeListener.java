package io.rookery.tenant.change;

/// Hears of changes on this node, one at a time and in order.
public interface ChangeListener {
    /// A change was committed somewhere. May come more than once.
    void changed(Change change);

    /// Changes may have been missed: nothing in memory can be trusted to be current.
    void missed();
}
