/// One hand-written fake of each port of the core: in memory, on virtual time, with the freedoms
/// that the real ones take (late answers, unknown outcomes, a reader behind the writer).
@NullMarked
package io.rookery.testkit.fake;

import org.jspecify.annotations.NullMarked;
