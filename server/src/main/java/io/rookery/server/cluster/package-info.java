/// A whole deployment on one machine, each node a process of its own at a loopback address of its
/// own: what `./rookery cluster` starts, looks at, breaks and stops.
@NullMarked
package io.rookery.server.cluster;

import org.jspecify.annotations.NullMarked;
