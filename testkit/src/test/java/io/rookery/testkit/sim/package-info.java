/// The simulation's fixed seeds.
@NullMarked
package io.rookery.testkit.sim;

import org.jspecify.annotations.NullMarked;
