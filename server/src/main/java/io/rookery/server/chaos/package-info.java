/// Breaks a deployment on purpose while numbered traffic goes through it, to see whether the
/// promises hold: which processes are killed, halted or restarted, and when, follows from a seed.
@NullMarked
package io.rookery.server.chaos;

import org.jspecify.annotations.NullMarked;
