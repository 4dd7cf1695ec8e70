package io.rookery.routing.cluster;

import io.rookery.routing.port.watch.NodeWatch;

/// What can be seen of this node by who looks after it, in whichever life it is.
///
/// @param watch what it says of itself
/// @param opening shards that it is opening
record Sights(NodeWatch watch, OpeningShards opening) {}
