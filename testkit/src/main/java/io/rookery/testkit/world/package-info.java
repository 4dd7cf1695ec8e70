/// A whole installation on one thread and virtual time: the real accounts, the real opening of
/// shards, the real sessions of edges, over fakes of what lies outside. From one seed.
@NullMarked
package io.rookery.testkit.world;

import org.jspecify.annotations.NullMarked;
