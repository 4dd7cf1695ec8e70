@NullMarked
package io.rookery.bench.compare;

import org.jspecify.annotations.NullMarked;
