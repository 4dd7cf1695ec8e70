/// Several edges, each a process of its own, that are killed, drained and restarted under clients
/// that go from one to another.
@NullMarked
package io.rookery.server.edges;

import org.jspecify.annotations.NullMarked;
