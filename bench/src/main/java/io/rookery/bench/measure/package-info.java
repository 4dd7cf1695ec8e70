/// What a server's processes cost: CPU time and memory, read from `/proc`.
@NullMarked
package io.rookery.bench.measure;

import org.jspecify.annotations.NullMarked;
