/// Tests of what the load generator relies on.
@NullMarked
package io.rookery.bench.measure;

import org.jspecify.annotations.NullMarked;
