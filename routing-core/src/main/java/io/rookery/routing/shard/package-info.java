/// The opening of a shard, and what its owner may do with it (docs/protocol.md §6), without Pekko:
/// the cluster's shells and the simulation of the test kit run the same classes.
@NullMarked
package io.rookery.routing.shard;

import org.jspecify.annotations.NullMarked;
