/// Tests of what `./rookery cluster` does without processes.
@NullMarked
package io.rookery.server.cluster;

import org.jspecify.annotations.NullMarked;
