/// Tests of what a chaos run writes down.
@NullMarked
package io.rookery.bench.journal;

import org.jspecify.annotations.NullMarked;
