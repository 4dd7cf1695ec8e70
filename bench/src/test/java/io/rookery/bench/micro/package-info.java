/// Runs what `bench/src/micro` measures.
@NullMarked
package io.rookery.bench.micro;

import org.jspecify.annotations.NullMarked;
