/// Virtual time: one thread, one queue of events, a clock that jumps from one to the next.
@NullMarked
package io.rookery.testkit.clock;

import org.jspecify.annotations.NullMarked;
