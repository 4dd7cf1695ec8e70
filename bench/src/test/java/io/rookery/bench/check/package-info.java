/// Tests of what judges a chaos run.
@NullMarked
package io.rookery.bench.check;

import org.jspecify.annotations.NullMarked;
