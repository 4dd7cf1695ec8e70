/// What a chaos run wrote down while it went: a file of events for each client and one for the
/// faults, with the monotonic time of the machine, which all of its processes share.
@NullMarked
package io.rookery.bench.journal;

import org.jspecify.annotations.NullMarked;
