/// Tests of what the load generator relies on.
@NullMarked
package io.rookery.bench.client;

import org.jspecify.annotations.NullMarked;
