/// The parts of a node, each a component that binds one module to what the others offer.
@NullMarked
package io.rookery.server.assembly;

import org.jspecify.annotations.NullMarked;
