/// Simulation: clients in a [io.rookery.testkit.world.World] where nodes die, sockets break,
/// messages are lost and the log forgets, all from one seed; and what must hold all the same, one
/// class each.
@NullMarked
package io.rookery.testkit.sim;

import org.jspecify.annotations.NullMarked;
