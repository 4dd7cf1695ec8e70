/// What `./rookery bench compare` makes of its runs: medians, ratios, a table and charts.
@NullMarked
package io.rookery.bench.compare;

import org.jspecify.annotations.NullMarked;
