/// Tests of the clients of a chaos run.
@NullMarked
package io.rookery.bench.chaos;

import org.jspecify.annotations.NullMarked;
